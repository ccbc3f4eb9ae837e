"""Whatever signs in to the database from the image verifies its certificate and its name first."""

import re

import pytest

from environments import ENVIRONMENTS, SANDBOX
from tests.support.choices import SHIFTING
from tests.support.programs import DOCKERFILE
from tests.support.tasks import containers, migrates, variables
from tests.support.workload_templates import deployed
from workload.environment import Environment

VERIFIED = "verify-full"
environments = pytest.mark.parametrize("environment", [*ENVIRONMENTS, SANDBOX, SHIFTING], ids=lambda each: each.name)


def image() -> str:
    """What the Dockerfile says of the image itself: its last stage, and those that this one starts from."""
    text = DOCKERFILE.read_text("utf-8").replace("\\\n", " ")
    *others, last = [_stage(text) for text in re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]]
    by_name = {name: (base, body) for name, base, body in others}
    _, base, found = last
    while base in by_name:
        base, body = by_name[base]
        found = body + found
    return found


def _stage(text: str) -> tuple[str, str, str]:
    """Its name, what it starts from, and its lines."""
    said, _, body = text.partition("\n")
    base, _, name = said.partition(" AS ")
    return name, base, body


def of_the_image() -> dict[str, str]:
    """The variables that each of its containers has."""
    lines = re.findall(r"^ENV (.*)$", image(), re.MULTILINE)
    return dict(each.partition("=")[::2] for line in lines for each in line.split())


def connecting(environment: Environment) -> dict[str, dict[str, str]]:
    """The variables of each container of the image that knows a database, as it sees them."""
    found = {
        f"{part}: {where}": variables(container)
        for part, template in deployed(environment).items()
        for where, container in containers(template).items()
        if container["Image"] == {"Ref": "Image"}
    }
    return {where: {**of_the_image(), **given} for where, given in found.items() if "DATABASE_HOST" in given}


@environments
def test_every_container_that_knows_the_database_verifies_its_certificate_and_name(environment: Environment) -> None:
    found = connecting(environment)
    assert found or not migrates(deployed(environment)["data"])
    for where, seen in found.items():
        assert seen.get("DATABASE_SSLMODE") == VERIFIED, f"{where}: DATABASE_SSLMODE, see ENV in Dockerfile"
        assert seen.get("PGSSLROOTCERT") == of_the_image().get("PGSSLROOTCERT"), f"{where}: PGSSLROOTCERT, likewise"


def test_the_service_and_the_migration_are_among_them() -> None:
    assert {each.partition(":")[0] for each in connecting(SHIFTING)} == {"data", "service"}


def test_the_image_holds_the_certificates_where_it_says_and_the_build_looked_at_them() -> None:
    assert f"\nCOPY --from=certificates /rds.pem {of_the_image()['PGSSLROOTCERT']}\n" in image()
    stage = DOCKERFILE.read_text("utf-8").partition(" AS certificates\n")[2].partition("\nFROM ")[0]
    assert "\nADD ${DATABASE_CERTIFICATES} /rds.pem\n" in stage
    assert " python /run/database_certificates.py /rds.pem ${DATABASE_REGION} && " in stage
