"""What the program says when it cannot run: one sentence, and an exit code that tells whose fault it was."""

import json
import os
import subprocess
from pathlib import Path

import pytest

BAD = {
    "--mtu 9001": "--mtu 9001 is not a whole number from 1280 to 8500, for example --mtu 8500.",
    "--mtu -1": "--mtu -1 is not a whole number from 1280 to 8500, for example --mtu 8500.",
    "--port 70000": "--port 70000 is not a whole number from 1 to 65535, for example --port 6081.",
    "--flows 1e6": "--flows 1e6 is not a whole number from 1024 to 4194304, for example --flows 262144.",
    "--threads 0": "--threads 0 is not a whole number from 1 to 64, for example --threads 2.",
    "--idle-seconds 99999999999999999999": "--idle-seconds 99999999999999999999 is not a whole number from 1 to 6000, "
    "for example --idle-seconds 350.",
    "--address 10.0.1": "--address 10.0.1 is not an IPv4 address, for example --address 10.0.1.10.",
    "--device a/b": "--device a/b is not a name of 1 to 15 letters and digits, for example --device tunnel.",
    "--device abcdefghijklmnop": "--device abcdefghijklmnop is not a name of 1 to 15 letters and digits, "
    "for example --device tunnel.",
    "--mtu": "--mtu has no value; --help lists the arguments.",
    "--speed 5": "--speed is not known; --help lists the arguments.",
    "start": "start is not known; --help lists the arguments.",
}


@pytest.mark.parametrize(("arguments", "sentence"), BAD.items(), ids=BAD)
def test_a_bad_argument_is_one_sentence_and_exit_code_2(tunnel: Path, arguments: str, sentence: str) -> None:
    done = subprocess.run([tunnel, *arguments.split()], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (2, f"geneve-tunnel: {sentence}\n")


def test_help_names_every_argument(tunnel: Path) -> None:
    done = subprocess.run([tunnel, "--help"], capture_output=True, text=True)

    assert done.returncode == 0
    assert all(bad.split()[0] in done.stdout for bad in BAD if bad.startswith("--") and "speed" not in bad)


def test_without_rights_it_says_so_with_exit_code_1(tunnel: Path) -> None:
    without = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []

    done = subprocess.run([*without, tunnel], capture_output=True, text=True)

    assert done.returncode == 1
    assert json.loads(done.stderr) == {
        "level": "error",
        "event": "A raw socket cannot be opened (Operation not permitted): "
        "run as root, or with the capability NET_RAW.",
    }
