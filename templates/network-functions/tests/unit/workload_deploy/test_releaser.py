"""The role that releases: it may be new, and outside of the pipeline a developer's own credentials do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from settings.failure import ActionFailed
from tests.support.clock import Clock
from tests.support.judged_calls import AwsFake
from tests.unit.workload_deploy.conftest import OUTPUTS, Session, refused
from workload.releaser import NEW_ROLE_SECONDS, releaser

HOUR = timedelta(hours=1)


class Sts(AwsFake, services=("sts",)):
    """refusals: of the next calls. lasts: how long the credentials do that it gives."""

    def __init__(self, *refusals: ClientError, lasts: timedelta = HOUR) -> None:
        self.refusals, self.lasts, self.asked = list(refusals), lasts, 0

    def assume_role(self, **_: str) -> dict[str, Any]:
        self.asked += 1
        if self.refusals:
            raise self.refusals.pop(0)
        return {
            "Credentials": {
                "AccessKeyId": "access",
                "SecretAccessKey": "secret",  # pragma: allowlist secret
                "SessionToken": f"token {self.asked}",
                "Expiration": datetime.now(UTC) + self.lasts,
            }
        }


def become(sts: Sts, clock: Clock) -> Any:
    return releaser(Session(sts=sts), OUTPUTS["ReleaseRole"], clock=clock, sleep=clock.sleep)  # type: ignore[arg-type]


def test_the_role_has_the_credentials_and_the_region_stays(clock: Clock) -> None:
    session = become(Sts(), clock)
    assert session.region_name == "eu-west-1"
    assert session.get_credentials().token == "token 1"


def test_a_release_that_outlasts_the_credentials_gets_new_ones(clock: Clock) -> None:
    sts = Sts(lasts=timedelta(minutes=1))
    session = become(sts, clock)
    sts.lasts = HOUR
    assert session.get_credentials().token == "token 2"
    assert session.get_credentials().token == "token 2"


def test_in_the_pipeline_a_role_that_is_new_is_waited_for(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEBUILD_BUILD_ID", "build")
    sts = Sts(refused("AccessDenied"), refused("AccessDenied"))
    become(sts, clock)
    assert sts.asked == 3


def test_in_the_pipeline_a_role_that_refuses_for_long_is_named(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEBUILD_BUILD_ID", "build")
    with pytest.raises(ActionFailed, match="role/releaser refuses the deploy role"):
        become(Sts(*[refused("AccessDenied")] * 1000), clock)
    assert clock.now >= NEW_ROLE_SECONDS


def test_a_developer_releases_with_the_own_credentials(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODEBUILD_BUILD_ID", raising=False)
    assert isinstance(become(Sts(refused("AccessDenied")), clock), Session)


def test_another_refusal_is_no_matter_of_time(clock: Clock) -> None:
    with pytest.raises(ClientError, match="ExpiredToken"):
        become(Sts(refused("ExpiredToken")), clock)
