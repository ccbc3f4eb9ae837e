"""The one-off task that migrates the database before traffic shifts."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from web import database, migrate
from web.migrations import has_revision, head, schema_history
from web.settings import DatabaseSettings

from tests.support.migration_steps import History
from tests.support.migration_task import Task
from tests.support.service_log import Lines
from tests.unit.web import letters
from tests.unit.web.letters import HEAD, metadata

WAITS = "Another migration of this database runs: waiting until it has ended"
PATIENCE_SECONDS = 10
INDEX = """with op.get_context().autocommit_block():
        op.create_index('by_note', 'letters', ['of_this_test'], postgresql_concurrently=True)"""


def said(log: Lines) -> list[str]:
    return [line["message"] for line in log()]


def wait_for(condition: Callable[[], bool]) -> None:
    """Return as soon as `condition` holds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


@pytest.fixture
def newer(tmp_path: Path) -> History:
    """An image with one migration more."""
    made = letters.history(tmp_path / "newer")
    made.add("next", 'op.add_column("letters", sa.Column("of_this_test", sa.Text))', after=HEAD)
    return made


def test_an_empty_database_gets_the_schema(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    assert task.run(monkeypatch) == (0, f"The schema is at revision {HEAD}, it was at None")
    assert task.tables() == {*metadata.tables, schema_history.name, "alembic_version"}


def test_a_second_run_changes_nothing(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    task.run(monkeypatch)
    assert task.run(monkeypatch) == (0, f"The schema is at revision {HEAD} already")


def test_the_image_before_accepts_the_schema_of_the_next_one(
    task: Task, newer: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert task.run(monkeypatch, newer.location)[0] == 0
    code, sentence = task.run(monkeypatch)
    assert (code, sentence) == (
        0,
        f"The schema is at revision next, which is newer than {HEAD} of this image: nothing to do",
    )


def test_a_schema_of_another_history_is_refused(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    task.run(monkeypatch)
    task.sql("UPDATE alembic_version SET version_num = 'foreign'", "DELETE FROM schema_history")
    code, sentence = task.run(monkeypatch)
    assert code == 1
    assert f"at revision foreign, which this image does not know, and it never had revision {HEAD}" in sentence


def test_a_schema_without_any_history_is_refused(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    task.run(monkeypatch)
    task.sql("UPDATE alembic_version SET version_num = 'foreign'", "DROP TABLE schema_history")
    assert task.run(monkeypatch)[0] == 1
    assert "schema_history" not in task.tables()


def test_a_release_does_not_remove_what_it_made_superfluous_itself(
    task: Task, newer: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a version that runs, and a release with both steps
    task.run(monkeypatch)
    newer.add("removal", 'op.drop_column("letters", "stamp")', after="next", says='contract = "next"')
    # Then nothing is changed
    code, sentence = task.run(monkeypatch, newer.location)
    assert code == 1
    assert sentence.startswith("Revision removal removes what revision next made superfluous, and this release brings")
    with task.server.engine(task.database) as engine:
        columns = {each["name"] for each in inspect(engine).get_columns("letters")}
    assert "stamp" in columns and "of_this_test" not in columns


def test_what_an_earlier_release_made_superfluous_is_removed_and_an_empty_database_gets_all(
    task: Task, newer: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer.add("removal", 'op.drop_column("letters", "stamp")', after="next", says='contract = "next"')
    assert task.run(monkeypatch, newer.location) == (0, "The schema is at revision removal, it was at None")
    newer.add("more", 'op.drop_column("letters", "of_this_test")', after="removal", says='contract = "removal"')
    assert task.run(monkeypatch, newer.location) == (0, "The schema is at revision more, it was at removal")


def test_a_step_that_fails_is_undone_and_those_before_it_stay(
    task: Task, newer: History, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer.add("broken", "op.create_table('half'); op.execute('SELECT 1/0')", after="next")
    assert task.run(monkeypatch, newer.location) == (
        1,
        "The migration failed: the step that failed was undone, those before it stay",
    )
    assert "division by zero" in log()[-1]["exception"]
    assert "half" not in task.tables() and "letters" in task.tables()


def test_an_index_can_be_made_without_blocking_the_version_that_runs(
    task: Task, newer: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer.add("indexed", INDEX, after="next")
    assert task.run(monkeypatch, newer.location) == (0, "The schema is at revision indexed, it was at None")


def test_a_step_that_waits_for_a_table_gives_up_instead_of_holding_up_all_requests(
    task: Task, newer: History, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    task.run(monkeypatch)
    monkeypatch.setattr(migrate, "WAIT_FOR_TABLE", "50ms")
    with task.server.engine(task.database) as engine, engine.begin() as busy:
        busy.execute(text("LOCK TABLE letters IN ROW EXCLUSIVE MODE"))
        assert task.run(monkeypatch, newer.location)[0] == 1
    assert "LockNotAvailable" in log()[-1]["exception"]


def test_a_database_that_does_not_answer_is_exit_code_1(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    task.environment |= {"DATABASE_HOST": "127.0.0.1", "DATABASE_PORT": "9"}
    assert task.run(monkeypatch)[0] == 1


def test_settings_that_are_wrong_are_exit_code_1(
    task: Task, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_HOST", "")
    assert task.main() == 1
    assert "DATABASE_HOST: " in capsys.readouterr().err


def two_at_once(task: Task, log: Lines, monkeypatch: pytest.MonkeyPatch, location: str = "") -> list[int]:
    """The exit codes of two that wait while the database is held, and then go on."""
    codes: list[int] = []
    with task.here(monkeypatch):
        both = [threading.Thread(target=lambda: codes.append(task.main(location))) for _ in range(2)]
        with task.held():
            for each in both:
                each.start()
            wait_for(lambda: said(log).count(WAITS) == 2)
            assert task.tables() == set()
        for each in both:
            each.join()
    return codes


def test_two_migrations_at_once_are_safe(task: Task, log: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    assert two_at_once(task, log, monkeypatch) == [0, 0]
    done = [message for message in said(log) if "The schema is" in message]
    assert done == [f"The schema is at revision {HEAD}, it was at None", f"The schema is at revision {HEAD} already"]


def test_one_that_waits_does_not_hold_up_an_index_that_the_other_one_makes(
    task: Task, newer: History, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer.add("indexed", INDEX, after="next")
    assert two_at_once(task, log, monkeypatch, newer.location) == [0, 0], log()[-1]


def test_one_that_waits_too_long_says_so_and_changes_nothing(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "WAIT_FOR_OTHER_MIGRATION_SECONDS", 0)
    with task.held():
        code, sentence = task.run(monkeypatch)
    assert (code, task.tables()) == (1, set())
    assert sentence.startswith("Another migration of this database has not ended within 0 seconds")


def test_a_revision_is_there_before_and_after_a_newer_one_is(
    task: Task, history: History, newer: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = head(history.location)
    engine = database.connect(DatabaseSettings.load(task.environment))
    task.run(monkeypatch)
    assert has_revision(engine, needed) and not has_revision(engine, "next")
    task.run(monkeypatch, newer.location)
    assert has_revision(engine, needed) and has_revision(engine, "next")
    engine.dispose()
