"""What CodeDeploy brings to the instances of a VNF: a bundle of the hooks, and of the settings of one release."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from workload.environment import Environment, Function
from workload.image import Image
from workload.names import deployment_name

INSTANCE = Path(__file__).parent / "service" / "instance"
# On an instance the tunnel is where packets come in; where they leave, unless they are translated, it is the same.
TUNNEL = "tunnel"
# The oldest time that a ZIP file can hold: the same content is the same bundle, whenever it is made.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
EXECUTABLE = 0o100755


def settings(environment: Environment, outputs: Mapping[str, str], image: Image) -> dict[str, object]:
    """What `instance_hooks/settings.py` reads. outputs: of both stacks, those that `vnf/releaser.py` makes."""
    translates = environment.function is Function.SOURCE_NAT
    variables = {
        "AWS_DEFAULT_REGION": environment.region,
        "DRAIN_SECONDS": environment.flows.drain_seconds,
        "ENTRY": environment.entry,
        "ENVIRONMENT_NAME": environment.name,
        "FUNCTION": environment.function,
        "IDLE_SECONDS": environment.flows.idle_seconds,
        "INSIDE": TUNNEL,
        "METRICS_NAMESPACE": deployment_name(environment),
        "POLICY_BUCKET": outputs["ReleasePolicyBucket"],
        "POLICY_KEY": outputs["ReleasePolicyKey"],
        "POLICY_SECONDS": environment.policy_seconds,
        "TUNNEL_DEVICE": TUNNEL,
        "VERSION": image.digest,
    }
    # Translated packets leave by the interface of the instance, whose name only the instance knows.
    if not translates:
        variables["OUTSIDE"] = TUNNEL
    return {
        "image": image.uri,
        "version": image.digest,
        "region": environment.region,
        "target_group": outputs["ReleaseTargetGroup"],
        "log_group": outputs["ReleaseLogGroup"],
        "drain_seconds": environment.flows.drain_seconds,
        "checks_addresses": not translates,
        "variables": {name: str(value) for name, value in variables.items()},
    }


def bundle(settings: Mapping[str, object], folder: Path = INSTANCE) -> bytes:
    """A ZIP file of `folder` and of `settings`. Equal content gives equal bytes."""
    written = json.dumps(settings, indent=2, sort_keys=True) + "\n"
    content = {"settings.json": written.encode()} | {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if _belongs(file)
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            # Whatever mode it has where it is packed, Windows included.
            entry.external_attr = EXECUTABLE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return packed.getvalue()


def _belongs(file: Path) -> bool:
    return file.is_file() and "__pycache__" not in file.parts
