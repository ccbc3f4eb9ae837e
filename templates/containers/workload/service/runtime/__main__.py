"""What the image runs when a task names no command of its own: the service."""

from orders.__main__ import main

main()
