"""Whatever signs in to the database from the image verifies its certificate and its name first."""

import re
import shlex

import pytest

from environments import ENVIRONMENTS, SANDBOX
from tests.support.choices import SHIFTING
from tests.support.programs import DOCKERFILE
from tests.support.tasks import containers, migrates, variables
from tests.support.workload_templates import deployed
from workload.environment import Environment

VERIFIED = "verify-full"
READ = 'read "The certificate of the database is refused" in docs/runbook.md'
MISSING = f"the image or the task definition has to say it, as ENV in the last stage of Dockerfile does; {READ}"
STAGE = re.compile(r"FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*", re.IGNORECASE)
# Its exit code has to count: no `|| true` behind it.
CHECK = re.compile(
    r"RUN .*/database_certificates\.py (\S+) \"?\$\{?DATABASE_REGION\b\}?\"?(?: &&[^|;]*)?", re.IGNORECASE
)
# A team's own: small letters, a stage with the name of the image that it starts from, a file of the repository.
OWN = """from --platform=linux/amd64 python as python
env PGSSLROOTCERT /etc/ssl/rds.pem
FROM python AS Certificates
COPY own.pem /rds.pem
ARG DATABASE_REGION
# Looked at before it is believed.
RUN --mount=type=bind,source=workload/database_certificates.py,target=/run/database_certificates.py \\
    python /run/database_certificates.py /rds.pem "$DATABASE_REGION"
FROM python
COPY --from=certificates /rds.pem /etc/ssl/rds.pem
ENV DATABASE_SSLMODE=verify-full \\
    GREETING="two words"
"""
environments = pytest.mark.parametrize("environment", [*ENVIRONMENTS, SANDBOX, SHIFTING], ids=lambda each: each.name)


def instructions(dockerfile: str) -> list[str]:
    """Each in one line, without comments."""
    lines = re.sub(r"^\s*#.*\n", "", dockerfile, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    return [" ".join(line.split()) for line in lines if line.strip()]


def of_the_image(dockerfile: str) -> list[str]:
    """The instructions of the image itself: of its last stage, and of those that this one starts from."""
    stages: list[list[str]] = []
    # A stage may have the name of the image that it starts from: only those above it are meant.
    by_name: dict[str, list[str]] = {}
    for line in instructions(dockerfile):
        if found := STAGE.fullmatch(line):
            base, name = found.groups(default="")
            stages.append(list(by_name.get(base.lower(), [])))
            by_name[name.lower()] = stages[-1]
        elif stages:
            stages[-1].append(line)
    return stages[-1] if stages else []


def set_by(lines: list[str]) -> dict[str, str]:
    """The variables that each container of an image with these instructions has."""
    found: dict[str, str] = {}
    for line in lines:
        kind, _, said = line.partition(" ")
        if kind.upper() == "ENV":
            words = shlex.split(said)
            # The old form sets one: ENV NAME VALUE
            pairs = words if "=" in words[0] else [said.replace(" ", "=", 1)]
            found |= dict(each.partition("=")[::2] for each in pairs)
    return found


def obstacle(dockerfile: str) -> str:
    """A sentence that says why an image of it does not hold certificates that were looked at, or nothing."""
    own = of_the_image(dockerfile)
    file = set_by(own).get("PGSSLROOTCERT")
    if not file:
        return f"Dockerfile: the image has no PGSSLROOTCERT, by which libpq finds the certificates of RDS; {READ}."
    copied = [words for line in own if (words := line.split())[0].upper() in {"COPY", "ADD"} and words[-1] == file]
    if not copied:
        return f"Dockerfile: no COPY puts the certificates of RDS where PGSSLROOTCERT says, {file}; {READ}."
    looked_at = {found[1] for line in instructions(dockerfile) if (found := CHECK.fullmatch(line))}
    if not looked_at & {file, *(words[-2] for words in copied)}:
        source = copied[-1][-2]
        return f"Dockerfile: no RUN ends the build with database_certificates.py {source} ${{DATABASE_REGION}}; {READ}."
    return ""


def connecting(environment: Environment) -> dict[str, dict[str, str]]:
    """The variables of each container of the image that knows a database, as it sees them."""
    found = {
        f"{part}: {where}": variables(container)
        for part, template in deployed(environment).items()
        for where, container in containers(template).items()
        if container["Image"] == {"Ref": "Image"}
    }
    image = set_by(of_the_image(DOCKERFILE.read_text("utf-8")))
    return {where: {**image, **given} for where, given in found.items() if "DATABASE_HOST" in given}


def unverified(seen: dict[str, str]) -> str:
    """A sentence that says why a container with these variables could take another database for its own, or nothing."""
    if seen.get("DATABASE_SSLMODE") != VERIFIED:
        return f"DATABASE_SSLMODE is {seen.get('DATABASE_SSLMODE', 'not set')} and not {VERIFIED}: {MISSING}."
    # Which file is the team's: behind an RDS Proxy other authorities count. Without the file nothing connects.
    return "" if seen.get("PGSSLROOTCERT") else f"PGSSLROOTCERT names no file of authorities: {MISSING}."


@environments
def test_every_container_that_knows_the_database_verifies_its_certificate_and_name(environment: Environment) -> None:
    found = connecting(environment)
    assert found or not migrates(deployed(environment)["data"])
    assert not [f"{where}: {sentence}" for where, seen in found.items() if (sentence := unverified(seen))]


def test_the_service_and_the_migration_are_among_them() -> None:
    assert {each.partition(":")[0] for each in connecting(SHIFTING)} == {"data", "service"}


def test_the_image_holds_the_certificates_where_it_says_and_the_build_looked_at_them() -> None:
    assert obstacle(DOCKERFILE.read_text("utf-8")) == ""


def test_a_dockerfile_of_the_team_passes_whatever_its_spelling() -> None:
    assert obstacle(OWN) == ""
    variables = {"PGSSLROOTCERT": "/etc/ssl/rds.pem", "DATABASE_SSLMODE": VERIFIED, "GREETING": "two words"}
    assert set_by(of_the_image(OWN)) == variables


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ("env PGSSLROOTCERT /etc/ssl/rds.pem\n", "", "the image has no PGSSLROOTCERT"),
        ("/rds.pem /etc/ssl/rds.pem", "/rds.pem /etc/ssl/other.pem", "no COPY puts .* says, /etc/ssl/rds.pem"),
        ("COPY --from=certificates /rds.pem", "COPY other.pem", r"database_certificates\.py other\.pem \$"),
        (' "$DATABASE_REGION"', "", "no RUN ends the build with"),
        (' "$DATABASE_REGION"', ' "$DATABASE_REGION" || true', "no RUN ends the build with"),
    ],
)
def test_what_a_dockerfile_lacks_is_one_sentence_that_says_where_to_read(line: str, instead: str, said: str) -> None:
    assert line in OWN
    sentence = obstacle(OWN.replace(line, instead))
    assert re.search(said, sentence) and sentence.endswith(f"{READ}.")


def test_a_task_may_name_another_file_of_authorities_but_not_verify_less() -> None:
    behind_a_proxy = {"DATABASE_SSLMODE": VERIFIED, "PGSSLROOTCERT": "/etc/ssl/certs/ca-certificates.crt"}
    assert unverified(behind_a_proxy) == ""
    assert "DATABASE_SSLMODE is verify-ca and not" in unverified({**behind_a_proxy, "DATABASE_SSLMODE": "verify-ca"})
    assert "DATABASE_SSLMODE is not set" in unverified({"PGSSLROOTCERT": "/etc/ssl/amazon-rds.pem"})
    assert "PGSSLROOTCERT names no file" in unverified({**behind_a_proxy, "PGSSLROOTCERT": ""})
