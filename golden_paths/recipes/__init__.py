"""Recipes of the template: how a repository gets from the example to a service of its own, one change at a time."""
