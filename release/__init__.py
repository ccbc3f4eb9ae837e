"""What may become a release of the template: `python -m release` compares this checkout with the last one."""
