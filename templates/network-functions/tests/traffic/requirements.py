"""What the suite needs of a machine: Linux, root, network namespaces and a few programs."""

import os
import platform
import shutil
import subprocess

# One command for a laptop that is no Linux, or that lacks something; tests/traffic/Dockerfile names what it brings.
IN_A_CONTAINER = "`make traffic-container`, which needs docker or podman"
# Each program and Debian's package of it.
PROGRAMS = {
    "ip": "iproute2",
    "nft": "nftables",
    "iperf3": "iperf3",
    "sipp": "sip-tester",
    "conntrack": "conntrack",
    "ethtool": "ethtool",
    "make": "make",
    "cc": "gcc libc6-dev",
}
_PROBE = f"traffic-{os.getpid()}-probe"


def missing() -> str | None:
    """One sentence about what is missing first, and what to do; None: the suite can run."""
    if platform.system() != "Linux":
        return f"{platform.system()} has no network namespaces; run the suite in a container: {IN_A_CONTAINER}."
    if os.geteuid() != 0:
        return f"Network namespaces need root, for example `sudo make traffic`, or a container: {IN_A_CONTAINER}."
    for program, package in PROGRAMS.items():
        if shutil.which(program) is None:
            return f"The program {program} is missing: `apt-get install --yes {package}`."
    try:
        subprocess.run(["ip", "netns", "add", _PROBE], check=True, capture_output=True, text=True)
        subprocess.run(["ip", "netns", "exec", _PROBE, "true"], check=True, capture_output=True, text=True)
        subprocess.run(
            ["ip", "netns", "exec", _PROBE, "nft", "add table inet probe"], check=True, capture_output=True, text=True
        )
    except subprocess.CalledProcessError as error:
        reason = error.stderr.strip().splitlines()[-1:] or ["no reason given"]
        return (
            f"This kernel or container refuses `{' '.join(error.cmd)}` ({reason[0]}); it needs network namespaces and "
            f"nftables, in a container: {IN_A_CONTAINER}."
        )
    finally:
        subprocess.run(["ip", "netns", "delete", _PROBE], check=False, capture_output=True)
    return None
