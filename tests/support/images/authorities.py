"""Authorities named as those of Amazon RDS are, made by the file that a rendered repository has for its own tests."""

from importlib.util import module_from_spec, spec_from_file_location

from exports import BLOCKS, ROOT

_spec = spec_from_file_location("rendered_authorities", ROOT / BLOCKS / "database/tests/support/authorities.py")
assert _spec and _spec.loader
_module = module_from_spec(_spec)
_spec.loader.exec_module(_module)

Authority, Signed, authority = _module.Authority, _module.Signed, _module.authority
