"""What the image runs when a task names no command of its own: the online service."""

from accounts.__main__ import main

main()
