"""A name of the database that AWS or PostgreSQL would refuse is refused when it is read."""

import pytest

from settings.configuration import ConfigurationError
from workload.data import names
from workload.data.name_rules import check_names


def check(**changed: object) -> None:
    fine: dict[str, object] = {"database": "orders", "user": "orders", "migration": ["/bin/migrate"]}
    check_names(**(fine | changed))  # type: ignore[arg-type]


def test_the_names_of_this_repository_can_be_deployed() -> None:
    check_names(database=names.DATABASE, user=names.DATABASE_USER, migration=names.MIGRATION)


@pytest.mark.parametrize("name", ["parcels", "order_items", "Parcels2", "p" * 63])
def test_a_name_that_follows_the_rule_is_fine(name: str) -> None:
    check(database=name, user=name)


@pytest.mark.parametrize("name", ["par-cels", "2parcels", "_parcels", "", "p" * 64, "par cels", "parcels\n"])
def test_a_name_that_rds_refuses_is_told_with_file_value_rule_and_example(name: str) -> None:
    for constant, given in ("DATABASE", {"database": name}), ("DATABASE_USER", {"user": name}):
        with pytest.raises(ConfigurationError) as refused:
            check(**given)
        assert str(refused.value) == (
            f'workload/data/names.py: {constant} = "{name}": at most 63 letters, digits and underscores, and the first '
            'is a letter (PostgreSQL on RDS), for example "order_items"'
        )


@pytest.mark.parametrize("name", ["user", "ORDER", "table"])
def test_a_reserved_word_is_refused(name: str) -> None:
    for given in {"database": name}, {"user": name}:
        with pytest.raises(ConfigurationError, match=f'= "{name}": a reserved word of PostgreSQL'):
            check(**given)


@pytest.mark.parametrize(
    "given",
    [{"database": "postgres"}, {"database": "rdsadmin"}]
    + [{"user": name} for name in ("postgres", "rdsadmin", "public", "pg_monitor", "rds_iam")],
    ids=lambda given: "-".join(given.values()),
)
def test_what_rds_makes_itself_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="RDS or PostgreSQL has one of this name"):
        check(**given)


def test_a_migration_that_starts_nothing_is_told_with_its_file() -> None:
    with pytest.raises(ConfigurationError, match=r"^workload/data/names\.py: MIGRATION = .* has no module gone\.away;"):
        check(migration=["python", "-m", "gone.away"])
    check()
