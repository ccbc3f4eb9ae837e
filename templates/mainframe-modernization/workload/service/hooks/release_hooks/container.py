"""Name of the container in every task, as task definitions, hooks and the watcher of a migration know it."""

CONTAINER = "accounts"
