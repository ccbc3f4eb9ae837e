"""Modules that 0.5.0 moved: their old names lead to the new places, with a hint. 1.0.0 drops the old names."""

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

MOVED = {
    "pipeline.configuration": "settings.configuration",
    "pipeline.delivery": "settings.delivery",
    "pipeline.environment": "settings.environment",
    "pipeline.packaging": "settings.packaging",
    "pipeline.settings": "settings.pipeline",
    "pipeline.actions.failure": "settings.failure",
    "pipeline.actions.session": "security.session",
    "pipeline.actions.stacks": "monitoring.stacks",
    "tests.deployed": "tests.support.deployed",
    "tests.quicker": "tests.support.quicker",
    "tests.unit.loopback": "tests.support.loopback",
    "tests.unit.no_network": "tests.support.no_network",
    "tests.unit.hooks.box": "tests.support.hooks",
    "tests.unit.image.box": "tests.support.image",
    "tests.unit.migration.aws": "tests.support.migration",
    "tests.unit.pipeline.guard_cloud": "tests.support.guard_cloud",
    "tests.infrastructure.cfn_lint": "tests.support.cfn_lint",
    "tests.infrastructure.choices": "tests.support.choices",
    "tests.infrastructure.cloudformation": "tests.support.cloudformation",
    "tests.infrastructure.functions": "tests.support.functions",
    "tests.infrastructure.log_groups": "tests.support.log_groups",
    "tests.infrastructure.memory": "tests.support.memory",
    "tests.infrastructure.parameter_values": "tests.support.parameter_values",
    "tests.infrastructure.pipeline_templates": "tests.support.pipeline_templates",
    "tests.infrastructure.sources": "tests.support.sources",
    "tests.infrastructure.synthesis": "tests.support.synthesis",
    "tests.infrastructure.workload_templates": "tests.support.workload_templates",
}


class OldNames(MetaPathFinder, Loader):
    """Imports a moved module by its old name: the same module, not a copy, so that classes and patches stay one."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname in MOVED else None

    def create_module(self, spec: ModuleSpec) -> None:
        """An empty module, until the right one takes its place."""

    def exec_module(self, module: ModuleType) -> None:
        old = module.__name__
        _hint(old, MOVED[old], frames=3)
        sys.modules[old] = import_module(MOVED[old])


def lead_old_names() -> None:
    """From now on the old names can be imported. They go before the disk: a file left by an update is not read."""
    if not any(isinstance(finder, OldNames) for finder in sys.meta_path):
        sys.meta_path.insert(0, OldNames())


def attribute(old: str, new: str, name: str) -> object:
    """A name that moved from the module `old`, which stays, to `new`.

    Raises AttributeError: neither has it.
    """
    if name.startswith("__") or not hasattr(import_module(new), name):
        raise AttributeError(f"module {old!r} has no attribute {name!r}")
    _hint(f"{old}.{name}", f"{new}.{name}", frames=4)
    return getattr(import_module(new), name)


def _hint(old: str, new: str, *, frames: int) -> None:
    # So many frames up is whoever imports: `warnings` does not count those of the import system.
    warnings.warn(f"{old} is {new} since 0.5.0; 1.0.0 drops the old name", FutureWarning, stacklevel=frames)
