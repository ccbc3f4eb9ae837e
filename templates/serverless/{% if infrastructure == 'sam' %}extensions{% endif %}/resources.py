"""Resources of your own, in `extensions/template.yaml`. Both files are yours: updates of the template never touch them."""

# Set to True to have the stack of extensions/template.yaml in every environment.
EXAMPLE = False
