"""The parameters of the two templates: every value that differs between environments, and nothing else."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from extensions import resources
from project import ALERTS_EMAIL, NAME
from settings.configuration import ConfigurationError, TemplateRefused
from settings.lines import REPOSITORY
from workload.environment import HOOK_MINUTES, Environment
from workload.extension import connected
from workload.names import deployment_name, hook_name
from workload.package import fingerprint

SERVICE_TEMPLATE = Path(__file__).parent / "service" / "template.yaml"
EXTENSION_TEMPLATE = Path(__file__).parent.parent / "extensions" / "template.yaml"
# What `sam build` made of each function is in a folder of its name.
BUILT = Path(".aws-sam/build")

# Properties that do not belong to a version: Lambda refuses to publish a version in which nothing changed.
_NOT_IN_A_VERSION = {"AutoPublishAlias", "AutoPublishCodeSha256", "DeploymentPreference", "Events", "CodeUri"}


def data_parameters(environment: Environment) -> dict[str, str]:
    """The parameters of `data/template.yaml`."""
    protect = "true" if environment.protect_data else "false"
    return {"DeploymentName": deployment_name(environment), "ProtectData": protect}


def parameters(
    environment: Environment,
    *,
    data_outputs: Mapping[str, str],
    package: Path | None = None,
    template: Mapping[str, Any] | None = None,
) -> dict[str, str]:
    """The parameters of `service/template.yaml`.

    data_outputs: outputs of the data stack by name; those with the name of a parameter become its value. package: the
    folder with the code of the functions, by default what `sam build` made of each. template: what is deployed, by
    default as the file says it.
    Raises ConfigurationError: a parameter without a default gets no value, or a value of the team is of none.
    """
    template = load_template(SERVICE_TEMPLATE) if template is None else template
    declared = template["Parameters"]
    values = {
        "DeploymentName": deployment_name(environment),
        "ServiceName": NAME,
        "PreTrafficName": hook_name(environment, "pre"),
        "PostTrafficName": hook_name(environment, "post"),
        "MemorySize": str(environment.memory_mb),
        "HookTimeout": str(HOOK_MINUTES * 60),
        "LogRetentionDays": str(environment.log_retention_days),
        "P99Milliseconds": str(environment.p99_milliseconds),
        "RequestsPerSecond": str(environment.requests_per_second),
        "RequestBurst": str(2 * environment.requests_per_second),
        "Shift": environment.delivery.shift.value,
        "ShiftPercent": str(environment.delivery.percent),
        "ShiftMinutes": str(environment.delivery.minutes),
        "AlertsEmail": ALERTS_EMAIL,
        "ExtensionResources": "true" if resources.EXAMPLE else "false",
        **data_outputs,
        **_own_values(environment, declared),
    }
    values = {name: value for name, value in values.items() if name in declared}
    for function, parameter in _fingerprinted(template):
        values[parameter] = version_fingerprint(template, function, package or BUILT / function, values)
    if missing := [name for name, each in declared.items() if name not in values and "Default" not in each]:
        raise ConfigurationError(
            f"workload/service/template.yaml: nothing gives the parameter {missing[0]} a value. Add an output "
            f"{missing[0]} to workload/data/template.yaml, or give the parameter a Default"
        )
    return values


def _own_values(environment: Environment, declared: Mapping[str, Any]) -> dict[str, str]:
    """What extensions/resources.py gives parameters of the team; a file of 0.9.0 or before has no such function."""
    own: Callable[[Environment], dict[str, str]] = getattr(resources, "parameters", lambda _: {})
    values = own(environment)
    if unknown := sorted(values.keys() - declared.keys()):
        raise ConfigurationError(
            f"extensions/resources.py: gives the parameter {unknown[0]} a value, and workload/service/template.yaml "
            f"does not declare it. Write it there, for example `{unknown[0]}: {{Type: String}}`"
        )
    return values


def version_fingerprint(template: Mapping[str, Any], function: str, package: Path, values: Mapping[str, str]) -> str:
    """Changes when the code or the configuration of a version changes, and only then.

    function: its name in the template. values: the parameters of the template, by name.
    """
    sources = (template["Globals"]["Function"], template["Resources"][function]["Properties"])
    configuration = [{k: v for k, v in source.items() if k not in _NOT_IN_A_VERSION} for source in sources]
    text = json.dumps(configuration, sort_keys=True)
    used = {name: value for name, value in values.items() if f'"{name}"' in text or f"${{{name}}}" in text}
    return hashlib.sha256(f"{fingerprint(package)}\n{text}\n{json.dumps(used, sort_keys=True)}".encode()).hexdigest()


def _fingerprinted(template: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The functions of which versions are published, each with the parameter that tells SAM when."""
    for name, resource in template["Resources"].items():
        parameter = resource.get("Properties", {}).get("AutoPublishCodeSha256", {}).get("Ref")
        if parameter:
            yield name, parameter


def with_extension(service: dict[str, Any]) -> dict[str, Any]:
    """The template of the service with the stack of the team tied to it, where extensions/resources.py asks for it."""
    return connected(service, load_template(EXTENSION_TEMPLATE)) if resources.EXAMPLE else service


def load_template(path: Path) -> dict[str, Any]:
    """A CloudFormation template, with its intrinsic functions in their long form.

    Raises TemplateRefused: the file is no YAML, or not a template.
    """
    # Through JSON, because cfn-lint's nodes remember their lines and are no plain dictionaries.
    template: dict[str, Any] = json.loads(json.dumps(marked_template(path)))
    return template


def marked_template(path: Path) -> Any:
    """As `load_template`, in nodes that know their lines: `node.start_mark`. Raises TemplateRefused as well."""
    # Not at the top: a stage after Build has no cfn-lint, which takes seconds to be imported.
    from cfnlint.decode import cfn_yaml

    try:
        template = cfn_yaml.load(str(path))
    except cfn_yaml.CfnParseError as error:
        first = error.matches[0]
        raise TemplateRefused(_refusal(path, first.linenumber, first.columnnumber, first.message)) from None
    except (cfn_yaml.ScannerError, cfn_yaml.ParserError) as error:
        line, column = (error.problem_mark.line + 1, error.problem_mark.column + 1) if error.problem_mark else (1, 1)
        said = ", ".join(part for part in (error.context, error.problem) if part)
        raise TemplateRefused(_refusal(path, line, column, said)) from None
    except UnicodeDecodeError as error:
        raise TemplateRefused(_refusal(path, 1, 1, f"not UTF-8, {error.reason}")) from None
    if not isinstance(template, dict) or not isinstance(template.get("Resources"), dict):
        raise TemplateRefused(_refusal(path, 1, 1, "a template has resources, for example `Resources: {Alerts: {…}}`"))
    for name, resource in template["Resources"].items():
        if not isinstance(resource, dict) or "Type" not in resource:
            example = f"resource {name} has no Type, for example `Type: AWS::SQS::Queue`"
            raise TemplateRefused(_refusal(path, name.start_mark.line + 1, name.start_mark.column + 1, example))
    return template


def _refusal(path: Path, line: int, column: int, problem: str) -> str:
    file = path.relative_to(REPOSITORY) if path.is_relative_to(REPOSITORY) else path
    return f"{file.as_posix()}:{line}:{column}: CloudFormation cannot read this template: {problem}"
