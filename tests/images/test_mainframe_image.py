"""The Dockerfile of mainframe modernization builds as it is: the online service answers, and job steps end with their
return codes."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.request import Request, urlopen

import boto3
import psycopg
import pytest
from exports import scratch
from images.account import REGION, Account, account
from images.buildah import Buildah, BuildFailed, Built
from images.container import Service, run, serving
from mainframe_repository import copied

pytestmark = pytest.mark.slow

USER = 10001
SAMPLES = ("/samples/ebcdic", "/samples/control-totals.yaml")
BUCKET, LOCKS = "bank-datasets-test", "batch-locks"
EXECUTION = f"arn:aws:states:{REGION}:111111111111:execution:DAILY:first"
ACCOUNT = "1000000010"


@pytest.fixture(scope="module")
def mainframe() -> Path:
    """The architecture in a repository of its own, with a lock. Do not change it."""
    return copied(scratch() / "mainframe-image")


@pytest.fixture(scope="module")
def release(buildah: Buildah, mainframe: Path) -> Built:
    """The image, from the Dockerfile as it is, beside the sample data, which no release holds."""
    buildah.build(mainframe, "mainframe")
    image = buildah.built("mainframe")
    shutil.copytree(mainframe / "data", image.root / "samples")
    shutil.copytree(mainframe / "tests/equivalence/golden", image.root / "samples/golden")
    return image


@pytest.fixture(scope="module")
def accounts(release: Built, database: dict[str, str]) -> dict[str, str]:
    """The variables of the service, on a database that the image itself migrated and loaded."""
    server = f"host=127.0.0.1 port={database['DATABASE_PORT']} user=master dbname=orders"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE accounts")
    common = {**database, "SERVICE_NAME": "accounts", "DATABASE_NAME": "accounts", "STORE": "postgresql"}
    owner = {**common, "DATABASE_USER": "master", "APPLICATION_USER": "accounts"}
    migrated = run(release, "python", "-m", "accounts.migrate", **owner)
    assert migrated.returncode == 0, migrated.stdout
    variables = {**common, "DATABASE_USER": "accounts"}
    data, totals = SAMPLES
    options = ("--copybook", "cpy/ACCTREC.cpy", "--code-page", "037", "--totals", totals)
    loaded = run(release, "python", "-m", "accounts.load", f"{data}/BANK.ACCOUNT.MASTER", *options, **variables)
    # The sample has invalid records on purpose.
    assert loaded.returncode == 4, loaded.stdout
    assert "60 records read, 4 invalid" in loaded.stdout
    return variables


@pytest.fixture(scope="module")
def service(release: Built, accounts: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    log = tmp_path_factory.mktemp("accounts") / "log"
    with serving(release, log, VERSION="sha256:42", **accounts) as running:
        yield running


def test_health_tells_the_version_and_the_task_is_ready(service: Service) -> None:
    assert json.loads(service.get("/health")[1]) == {"status": "ok", "version": "sha256:42"}
    assert service.get("/ready")[0] == 200
    assert service.user_ids() == {USER}


def test_an_inquiry_and_a_posting_are_answered_by_the_program(service: Service) -> None:
    before = json.loads(service.get(f"/accounts/{ACCOUNT}")[1])
    deposit = {"code": "DP", "amount": "0.01", "date": "2026-02-02"}
    headers = {"Content-Type": "application/json", "Idempotency-Key": "first"}
    request = Request(f"{service.endpoint}/accounts/{ACCOUNT}/postings", json.dumps(deposit).encode(), headers)  # noqa: S310 - this machine
    with urlopen(request, timeout=5) as answer:  # noqa: S310 - this machine
        posted = json.loads(answer.read())
        assert answer.status == 201
    after = json.loads(service.get(f"/accounts/{ACCOUNT}")[1])
    assert posted["balance"] == after["balance"]
    assert Decimal(after["balance"]) == Decimal(before["balance"]) + Decimal("0.01")


def test_it_stops_when_it_is_asked_to(release: Built, accounts: dict[str, str], tmp_path: Path) -> None:
    with serving(release, tmp_path / "log", **accounts) as running:
        assert running.stop()[0] == 0, running.log.read_text("utf-8")


def test_a_whole_job_runs_in_it_with_the_return_codes_of_its_steps(release: Built) -> None:
    done = run(release, "python", "-m", "batch", "run", "DAILY", "--datasets", "/tmp/datasets", "--seed", SAMPLES[0])  # noqa: S108
    assert done.returncode == 8, done.stdout
    codes = dict(re.findall(r"^(\S+) +\S+ +(\d{4}) ", done.stdout, re.MULTILINE))
    assert codes == {"SORTTRAN": "0000", "POST.ACCTPOST": "0008", "STMT.STMTRPT": "0008"}


@pytest.fixture
def bank(release: Built) -> Iterator[Account]:
    """An account with the sample data in its bucket, where an execution of DAILY has the lock."""
    with account() as made:
        s3, locks = boto3.client("s3", REGION), boto3.client("dynamodb", REGION)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        for path in (release.root / "samples/ebcdic").iterdir():
            name = f"{path.name}.G0001V00" if path.name == "BANK.ACCOUNT.MASTER" else path.name
            s3.put_object(Bucket=BUCKET, Key=f"datasets/{name}", Body=path.read_bytes())
        locks.create_table(
            TableName=LOCKS,
            KeySchema=[{"AttributeName": "job", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "job", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        locks.put_item(TableName=LOCKS, Item={"job": {"S": "DAILY"}, "owner": {"S": EXECUTION}})
        yield made


def test_steps_as_tasks_report_their_return_codes_and_leave_data_sets_in_the_bucket(
    release: Built, bank: Account
) -> None:
    task = {"DATASET_BUCKET": BUCKET, "LOCK_TABLE": LOCKS, "ENVIRONMENT_NAME": "test"}
    task |= {"TASK_TOKEN": "token", "EXECUTION": EXECUTION, **bank.variables}
    for step in ("SORTTRAN", "POST.ACCTPOST"):
        done = run(release, "python", "-m", "batch", "step", "DAILY", step, **task)
        assert done.returncode == 0, done.stdout
    assert [action for action, _ in bank.reported] == ["SendTaskSuccess"] * 2
    assert [json.loads(body["output"])["returnCode"] for _, body in bank.reported] == [0, 8]
    written = boto3.client("s3", REGION).get_object(Bucket=BUCKET, Key="datasets/BANK.ACCOUNT.MASTER.G0002V00")
    golden = release.root / "samples/golden/post-day/ACCTOUT.ebcdic"
    assert written["Body"].read() == golden.read_bytes()


def stage(mainframe: Path, name: str, scratch: Path) -> Path:
    """The Dockerfile up to and with this stage, so that it is the last one."""
    head, found, rest = (mainframe / "Dockerfile").read_text("utf-8").partition(f" AS {name}\n")
    assert found
    file = scratch / "Dockerfile"
    file.write_text(head + found + re.split(r"^FROM ", rest, maxsplit=1, flags=re.MULTILINE)[0], "utf-8")
    return file


@pytest.mark.parametrize(
    ("name", "told"), [("gate", "cases equal, differences: 0"), ("cobol-tests", " COBOL tests, 0 failed")]
)
def test_the_gates_are_green_with_the_compiler_and_the_run_time_of_the_image(
    buildah: Buildah, mainframe: Path, release: Built, tmp_path: Path, name: str, told: str
) -> None:
    buildah.build(mainframe, name, dockerfile=stage(mainframe, name, tmp_path))
    image = buildah.built(name)
    (image.root / "reports").mkdir(exist_ok=True)
    (image.root / "reports").chmod(0o777)
    done = run(image, *image.config["Cmd"], read_only=False)
    assert done.returncode == 0, done.stdout
    assert told in done.stdout


def test_without_the_run_time_of_cobol_it_does_not_build(buildah: Buildah, mainframe: Path, tmp_path: Path) -> None:
    text = (mainframe / "Dockerfile").read_text("utf-8")
    file = tmp_path / "Dockerfile"
    assert text.count("--no-install-recommends libcob4t64 ") == 1
    file.write_text(text.replace("--no-install-recommends libcob4t64 ", "--no-install-recommends libgmp10 "), "utf-8")
    with pytest.raises(BuildFailed, match="The run time of GnuCOBOL is missing: install Debian's libcob4t64"):
        buildah.build(mainframe, "without-run-time", dockerfile=file)


def test_it_holds_programs_and_their_run_time_and_nothing_that_builds(release: Built) -> None:
    programs = {path.name for path in (release.root / "app/build/cobol").iterdir()}
    assert programs == {"ACCTINQ.so", "ACCTPOST", "INTCALC", "STMTRPT"}
    tools = {path.name for folder in ("usr/bin", "usr/local/bin") for path in (release.root / folder).iterdir()}
    assert not tools & {"cobc", "gcc", "cc", "uv", "hadolint"}
    assert not (release.root / "app/tests").exists()


def test_hadolint_has_nothing_to_say(mainframe: Path) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, mainframe / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
