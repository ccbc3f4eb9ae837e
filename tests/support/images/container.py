"""Runs an image as a task of ECS does: its user, its variables, a read-only root and an empty /tmp."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from images.buildah import Built

START_SECONDS = 20
# In a mount namespace that ends with the process. Every step is an `exec`: the process that is started is the program.
READ_ONLY = "mount --bind $ROOT $ROOT && mount -o remount,bind,ro $ROOT && mount -t tmpfs tmpfs $ROOT/tmp && "
ENTER = 'mount -t proc proc $ROOT/proc && mount --rbind /dev $ROOT/dev && exec chroot --userspec="$OWNER" "$ROOT" "$@"'


def command(image: Built, words: Sequence[str], variables: Mapping[str, str], *, read_only: bool = True) -> list[str]:
    """What starts `words` in the image. The variables are those of the image and `variables`."""
    owner = image.config.get("User") or "0:0"
    script = (READ_ONLY if read_only else "") + ENTER
    values = [*image.config["Env"], *(f"{name}={value}" for name, value in variables.items())]
    outer = ["env", f"ROOT={image.root}", f"OWNER={owner}", "unshare", "--mount", "sh", "-c", script, "sh"]
    return [*outer, "env", "-i", f"--chdir={image.config['WorkingDir'] or '/'}", *values, *words]


def run(image: Built, *words: str, read_only: bool = True, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a one-off task to its end; stdout and stderr come back as one text."""
    return subprocess.run(
        command(image, words, variables, read_only=read_only),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )


@dataclass(frozen=True)
class Service:
    """The service of an image, which runs. log: what it wrote so far."""

    process: subprocess.Popen[bytes]
    endpoint: str
    port: int
    log: Path

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        try:
            with urlopen(self.endpoint + path, timeout=5) as answer:  # noqa: S310 - this machine
                return answer.status, answer.read()
        except URLError as error:
            if hasattr(error, "code"):
                return error.code, error.read()  # type: ignore[attr-defined]
            raise

    def user_ids(self) -> set[int]:
        """The user that the process is: real, effective, saved, and of the file system."""
        status = Path("/proc", str(self.process.pid), "status").read_text("utf-8")
        [line] = [line for line in status.splitlines() if line.startswith("Uid:")]
        return {int(word) for word in line.split()[1:]}

    def stop(self) -> tuple[int, float]:
        """Send SIGTERM. The exit code, and how many seconds it took."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60), time.monotonic() - start


@contextmanager
def serving(image: Built, log: Path, **variables: str) -> Iterator[Service]:
    """Start what the image starts, and wait until its port answers. Raises AssertionError, with its log."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [*(image.config.get("Entrypoint") or ()), *image.config["Cmd"]]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command(image, words, {"PORT": str(port), **variables}), stdout=output, stderr=output
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while socket.socket().connect_ex(("127.0.0.1", port)):
            alive = process.poll() is None and time.monotonic() < deadline
            assert alive, f"the image does not serve: {log.read_text('utf-8')}"
            time.sleep(0.1)
        yield Service(process, f"http://127.0.0.1:{port}", port, log)
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
