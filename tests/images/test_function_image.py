"""The Dockerfile of a network function builds as it is, and what comes out carries real packets with few rights."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from images.buildah import Buildah, Built
from images.container import run
from images.function import Running, running
from images.geneve import HEADER_BYTES, exchange
from images.machine import install
from images.wires import Wires, wires
from rendering import render
from scapy.all import IP, TCP

pytestmark = pytest.mark.slow

Spoilt = Callable[[str, str], Built]
# CAP_NET_ADMIN is number 12.
NET_ADMIN = f"{1 << 12:016x}"
ALLOWED, DENIED = 443, 445
TUNNEL = {"INSIDE": "tunnel", "OUTSIDE": "tunnel"}
RIGHTS = ("net_admin", "net_raw")
NO_RIGHT = "not permitted|CAP_NET_ADMIN"


@pytest.fixture(scope="module")
def folder() -> Path:
    """As Copier renders it. Do not change it."""
    return render(architecture="network-functions")


@pytest.fixture(scope="module")
def function(buildah: Buildah, folder: Path) -> Built:
    """The image, from the Dockerfile as it is."""
    buildah.build(folder, "function")
    return buildah.built("function")


@pytest.fixture
def topology() -> Iterator[Wires]:
    install(ip="iproute2", nft="nftables")
    with wires(ALLOWED, DENIED) as made:
        yield made


@pytest.fixture
def carrying(function: Built, topology: Wires, tmp_path: Path) -> Iterator[Running]:
    with running(function, topology, tmp_path / "log") as found:
        yield found


@pytest.fixture
def spoilt_function(buildah: Buildah, folder: Path, tmp_path: Path) -> Spoilt:
    """Builds the image with a part of its Dockerfile replaced."""

    def build(part: str, replacement: str) -> Built:
        copy = shutil.copytree(folder, tmp_path / "repository")
        text = (copy / "Dockerfile").read_text("utf-8")
        assert part in text
        (copy / "Dockerfile").write_text(text.replace(part, replacement), "utf-8")
        buildah.build(copy, "spoilt-function")
        return buildah.built("spoilt-function")

    return build


def carries_what_the_policy_says(found: Running) -> None:
    assert [found.wires.reaches(port) for port in (ALLOWED, DENIED)] == [True, False]


def test_real_packets_pass_or_do_not_as_its_policy_says(carrying: Running) -> None:
    carries_what_the_policy_says(carrying)
    assert carrying.ask("health")["version"] == "sha256:42"


def test_it_may_do_nothing_but_administer_its_network(carrying: Running) -> None:
    assert carrying.capabilities() == {NET_ADMIN}


def test_it_stops_when_it_is_asked_to(carrying: Running) -> None:
    assert carrying.stop() == 0, carrying.log.read_text("utf-8")


def test_packets_in_geneve_come_back_with_their_options(function: Built, topology: Wires, tmp_path: Path) -> None:
    with running(function, topology, tmp_path / "log", rights=RIGHTS, **TUNNEL):
        sent, came_back = exchange(topology, ALLOWED)
        assert came_back[:HEADER_BYTES] == sent[:HEADER_BYTES]
        assert IP(came_back[HEADER_BYTES:]).ttl == 63
        assert IP(came_back[HEADER_BYTES:])[TCP] == IP(sent[HEADER_BYTES:])[TCP]
        assert exchange(topology, DENIED)[1] == b""


def test_the_nft_of_the_image_accepts_the_rule_set_of_its_policy(function: Built) -> None:
    done = run(function, "python", "-m", "packet_filter", "check", "/app/policy.yaml")
    assert done.returncode == 0
    assert "nft accepts it" in done.stdout


def test_it_holds_the_function_and_its_tools_and_nothing_that_builds(function: Built) -> None:
    assert {path.name for path in (function.root / "app").iterdir()} - {"__pycache__"} == {
        *(".venv", "packet_filter", "policy.yaml")
    }
    folders = ("usr/bin", "usr/sbin", "usr/local/bin")
    programs = {path.name for folder in folders for path in (function.root / folder).iterdir()}
    assert {"nft", "conntrack", "ip", "setpriv", "geneve-tunnel", "python3"} <= programs
    assert not programs & {"gcc", "cc", "make", "uv", "hadolint"}
    assert not list(function.root.glob("app/.venv/lib/*/site-packages/aws_cdk"))
    assert not list(function.root.glob("var/lib/apt/lists/*Packages*"))


def test_a_user_of_no_note_can_run_its_python(function: Built) -> None:
    done = run(function, "setpriv", "--reuid=10001", "--regid=10001", "--clear-groups", "python3", "-c", "import ssl")
    assert done.returncode == 0, done.stdout


def test_only_what_it_is_made_of_reaches_the_engine(buildah: Buildah, folder: Path, tmp_path: Path) -> None:
    used = shutil.copytree(folder, tmp_path / "repository")
    intruders = {
        *(".env", ".venv/bin/python", "dist/image.json", "workload/deploy.py.orig", "workload/service/runtime/.env"),
        *("workload/service/tunnel/build/geneve-tunnel", "workload/service/runtime/packet_filter/__pycache__/nft.pyc"),
    }
    for path in intruders:
        (used / path).parent.mkdir(parents=True, exist_ok=True)
        (used / path).write_text("not for the image", "utf-8")
    sources = ("workload/service/runtime", "workload/service/tunnel")
    files = [path for each in sources for path in (folder / each).rglob("*") if path.is_file()]
    ours = {path.relative_to(folder).as_posix() for path in files}
    assert buildah.context(used, tmp_path) == {"pyproject.toml", "uv.lock", *ours}
    (used / ".dockerignore").unlink()
    assert intruders <= buildah.context(used, tmp_path)


@pytest.mark.parametrize("file", ["Dockerfile", "tests/traffic/Dockerfile"])
def test_hadolint_has_nothing_to_say_of_either_file(folder: Path, file: str) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, folder / file], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_tools_for_real_packets_can_be_installed(buildah: Buildah, folder: Path) -> None:
    buildah.build(folder, "traffic-tools", dockerfile=folder / "tests/traffic/Dockerfile")
    tools = buildah.built("traffic-tools")
    # Where the repository is mounted.
    (tools.root / "repository").mkdir(exist_ok=True)
    program = "import shutil; print(all(map(shutil.which, ('nft', 'sipp', 'cc', 'iperf3', 'conntrack'))))"
    done = run(tools, "python3", "-c", program)
    assert done.stdout.strip() == "True"


def test_without_any_right_it_is_never_well(function: Built, topology: Wires, tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match=NO_RIGHT),
        running(function, topology, tmp_path / "log", rights=()),
    ):
        pass


@pytest.mark.parametrize("right", RIGHTS)
def test_with_one_of_its_two_rights_it_has_no_tunnel(
    function: Built, topology: Wires, tmp_path: Path, right: str
) -> None:
    with (
        pytest.raises(AssertionError, match=NO_RIGHT),
        running(function, topology, tmp_path / "log", rights=(right,), **TUNNEL),
    ):
        pass


@pytest.mark.parametrize(
    ("part", "replacement", "says"),
    [
        ("conntrack iproute2 nftables", "iproute2", "programs are missing: .*nftables"),
        ("COPY --from=tunnel /tunnel/geneve-tunnel /usr/local/bin/\n", "", "geneve-tunnel: No such file"),
        (
            "COPY workload/service/runtime /code",
            "COPY workload/service/runtime/policy.yaml /code/",
            "No module named packet_filter",
        ),
    ],
)
def test_an_image_that_lacks_a_part_is_never_well(
    spoilt_function: Spoilt, part: str, replacement: str, says: str, topology: Wires, tmp_path: Path
) -> None:
    image = spoilt_function(part, replacement)
    with (
        pytest.raises(AssertionError, match=says),
        running(image, topology, tmp_path / "log", rights=RIGHTS, **TUNNEL),
    ):
        pass
