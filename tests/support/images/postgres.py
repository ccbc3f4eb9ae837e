"""A PostgreSQL of Debian, for one test session."""

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from images.authorities import Signed
from images.machine import install

OPTIONS = "-c listen_addresses=127.0.0.1 -c fsync=off"
# Below the folder of the data, as the server reads them.
CERTIFICATE, KEY = "server.crt", "server.key"


@contextmanager
def postgres(signed: Signed) -> Iterator[dict[str, str]]:
    """A server that asks for no password, with a database `orders`: the variables of a container that works on it.

    It takes connections without TLS, and with TLS shows the certificate `signed`.
    """
    install(pg_lsclusters="postgresql")
    [*_, programs] = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # Not below the folders of pytest, which only root may enter: the server refuses to run as root.
    with tempfile.TemporaryDirectory(prefix="golden-paths-postgres-") as folder:
        shutil.chown(folder, "postgres")
        data, log = Path(folder, "data"), Path(folder, "log")

        def as_postgres(program: str, *arguments: str) -> None:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", str(programs / program)]
            # Not through a pipe, which the server would inherit and keep open.
            with log.open("ab") as output:
                done = subprocess.run([*command, *arguments], cwd="/", stdout=output, stderr=output, check=False)
            assert done.returncode == 0, log.read_text("utf-8")

        as_postgres("initdb", f"--pgdata={data}", "--auth=trust", "--username=master", "--encoding=UTF8", "--no-sync")
        for name, text in {CERTIFICATE: signed.certificate, KEY: signed.key}.items():
            (data / name).write_text(text, "utf-8")
            shutil.chown(data / name, "postgres")
            (data / name).chmod(0o600)
        options = f"{OPTIONS} -c port={port} -c unix_socket_directories={data}"
        with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("ssl = on\n")
        as_postgres("pg_ctl", "start", f"--pgdata={data}", "--wait", f"--options={options}")
        try:
            as_postgres("createdb", "--host=127.0.0.1", f"--port={port}", "--username=master", "orders")
            yield {
                "SERVICE_NAME": "orders",
                "ENVIRONMENT_NAME": "test",
                "METRICS_NAMESPACE": "orders-test",
                "DATABASE_HOST": "127.0.0.1",
                "DATABASE_PORT": str(port),
                "DATABASE_NAME": "orders",
                "DATABASE_USER": "orders",
                "DATABASE_PASSWORD": "not asked for",
                "DATABASE_SSLMODE": "disable",
            }
        finally:
            as_postgres("pg_ctl", "stop", f"--pgdata={data}", "--mode=immediate")
