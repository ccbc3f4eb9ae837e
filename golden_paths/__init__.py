"""Brings a new version of the template into a repository without losing a line of its owners."""
