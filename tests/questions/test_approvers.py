"""Roles that AWS manages cannot approve, since they take no policy; a repository that named one is still updated."""

from pathlib import Path

import pytest
from exports import exported_answers_only
from releases import Releases, commit, update
from rendering import refusal, stored_answers

from golden_paths.update import plan

RESERVED = "AWSReservedSSO_Release_0123456789abcdef"


@pytest.mark.parametrize("given", [RESERVED, f"ReleaseManager, {RESERVED}", "Admin,AWSServiceRoleForECS"])
def test_a_role_that_aws_manages_is_refused_with_what_to_do_for_identity_center(given: str) -> None:
    assert refusal({"project_name": "tickets", "approvers": given}) == (
        f"Validation error for question 'approvers': \"{given}\": IAM attaches no policy to "
        "AWSReservedSSO_... and AWSServiceRoleFor...: with IAM Identity Center leave the answer empty and name the "
        "policy tickets-approvers in the permission set; otherwise give roles of your own, for example "
        '"ReleaseManager".'
    )


@pytest.mark.parametrize("given", ["OurAWSReservedSSO_Release", "AWSAdmins, ReleaseManager"])
def test_a_role_of_the_team_may_be_called_almost_like_that(given: str) -> None:
    assert refusal({"approvers": given}) == ""


@pytest.fixture
def made_with_a_reserved_role(tmp_path: Path) -> Path:
    """A repository of a release that took such a role; there is a newer release, that of today."""
    releases = Releases(tmp_path / "template", exported_answers_only())
    question = releases.folder / "questions" / "delivery.yml"
    today = question.read_text("utf-8")
    question.write_text(today.replace("and not taken_before('approvers', approvers)", "and false"), "utf-8")
    assert question.read_text("utf-8") != today
    releases.publish("v1.1.0")
    repository = releases.repository(tmp_path / "orders", approvers=RESERVED)
    question.write_text(today, "utf-8")
    releases.publish("v1.2.0")
    return repository


def test_a_repository_that_named_such_a_role_is_updated_by_copier(made_with_a_reserved_role: Path) -> None:
    update(made_with_a_reserved_role)
    stored = stored_answers(made_with_a_reserved_role)
    assert (stored["_commit"], stored["approvers"]) == ("v1.2.0", RESERVED)


def test_a_repository_that_named_such_a_role_is_updated_by_make_update(made_with_a_reserved_role: Path) -> None:
    planned = plan(made_with_a_reserved_role)
    assert (planned.version, [each.path for each in planned.findings]) == ("v1.2.0", [])


def test_it_names_no_other_such_role_later(made_with_a_reserved_role: Path) -> None:
    update(made_with_a_reserved_role)
    commit(made_with_a_reserved_role)
    with pytest.raises(ValueError, match="leave the answer empty and name the policy"):
        update(made_with_a_reserved_role, approvers=f"{RESERVED},Admin")
