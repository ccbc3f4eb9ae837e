"""The guard of conftest.py can fail: a test that reaches for the network is stopped."""

import socket
from urllib.request import urlopen

import boto3
import pytest


def is_no_exception(error: BaseException) -> bool:
    return not isinstance(error, Exception)


def stopped_by_the_guard() -> "pytest.RaisesExc[BaseException]":
    # By its message: importing the class from conftest.py would make a second one.
    return pytest.raises(BaseException, match="A unit test tried to reach", check=is_no_exception)


def test_a_connection_to_another_machine_is_stopped() -> None:
    with stopped_by_the_guard(), socket.socket() as outside:
        outside.connect(("192.0.2.1", 443))


def test_a_name_look_up_is_stopped() -> None:
    with stopped_by_the_guard():
        urlopen("https://example.com", timeout=1)


def test_a_call_to_aws_that_nobody_faked_is_stopped() -> None:
    with stopped_by_the_guard():
        boto3.client("sts").get_caller_identity()


def test_this_machine_may_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
