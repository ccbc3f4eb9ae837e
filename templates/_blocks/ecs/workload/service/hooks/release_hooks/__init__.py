"""Functions that try out new tasks while they are deployed. Runs in Lambda, without any package beyond its runtime."""
