"""Resources of your own, in `extensions/template.yaml`. Both files are yours: no update touches them."""

from workload.environment import Environment

# Set to True to have the stack of extensions/template.yaml in every environment.
EXAMPLE = False


def parameters(environment: Environment) -> dict[str, str]:
    """Values of parameters that you added to `workload/service/template.yaml`, by name.

    Differences between environments are values of `environment`, or of a table with its name.
    """
    values: dict[str, str] = {}
    return values
