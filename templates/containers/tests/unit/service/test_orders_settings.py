"""Wrong environment variables stop the container at its start, with a message that names them."""

import pytest
from orders.__main__ import main

from tests.support.postgres import Server


def test_the_service_does_not_start_with_a_wrong_variable_and_does_not_tell_its_password(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    secret = {"DATABASE_PASSWORD": "a-password"}  # pragma: allowlist secret
    wrong = {"DATABASE_HOST": "", "DATABASE_PORT": "no-port", "PORT": "0", **secret}
    for name, value in server.environment("none", **wrong).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match="DATABASE_PORT: Input should be a valid integer") as ended:
        main()
    assert "DATABASE_HOST: " in str(ended.value) and "PORT: " in str(ended.value)
    assert "a-password" not in str(ended.value)
