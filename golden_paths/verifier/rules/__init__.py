"""The rules, a topic a file."""
