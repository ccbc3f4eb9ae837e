"""Resources of your own, in `extensions/template.yaml`. Both files are yours: no update touches them."""

# Set to True to have the stack of extensions/template.yaml in every environment.
EXAMPLE = False
