"""What reaches `make run`: routes, addresses that somebody signed, and the variables of make."""

from pathlib import Path

import pytest
from gates import make
from local_pieces import told
from rendering import render
from variants import VARIANTS

ROUTES = """
from werkzeug.test import Client
from tests.support.local.gateway import Gateway
def invoke(name, event):
    return {"route": event["routeKey"], "values": event.get("pathParameters")}, ""
routes = [["GET", "/orders/{order-id}/{2nd.part}", "Orders"], ["GET", "/files/{all-of-it+}", "Orders"],
    ["GET", "/orders/{order-id}/lines", "Orders"]]
client = Client(Gateway(routes, invoke))
paths = "/orders/o-1/x", "/files/a/b", "/orders/o-1/lines"
print(json.dumps([client.get(path).get_json() for path in paths]))
"""
SIGNED = """
import os, socket
from tests.support import no_account
os.environ.update(no_account.variables())
import boto3
from botocore.config import Config
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from tests.support.local import aws
def ask(url, **more):
    try:
        return urlopen(Request(url, **more), timeout=20).read().decode()
    except HTTPError as error:
        return error.code
with socket.create_server(("127.0.0.1", 0)) as listening, aws.running("eu-west-1", listening) as stores:
    stores.make([["AWS::S3::Bucket", "files", {}]])
    answers = []
    for version in ("s3v4", "s3"):
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        signed = Config(signature_version=version)
        client = boto3.client("s3", region_name="eu-west-1", endpoint_url=address, config=signed)
        put = client.generate_presigned_url("put_object", Params={"Bucket": "files", "Key": "a b"})
        get = client.generate_presigned_url("get_object", Params={"Bucket": "files", "Key": "a b"})
        answers += [ask(put, method="PUT", data=version.encode(), headers={"Content-Type": "text/plain"}), ask(get)]
    print(json.dumps([*answers, ask(f"{address}/files/nothing")]))
"""


def test_a_part_of_a_path_has_any_name_that_api_gateway_takes(tmp_path: Path) -> None:
    assert told(tmp_path, ROUTES) == [
        {"route": "GET /orders/{order-id}/{2nd.part}", "values": {"order-id": "o-1", "2nd.part": "x"}},
        {"route": "GET /files/{all-of-it+}", "values": {"all-of-it": "a/b"}},
        {"route": "GET /orders/{order-id}/lines", "values": {"order-id": "o-1"}},
    ]


def test_an_address_that_a_function_signed_works_without_a_header(tmp_path: Path) -> None:
    assert told(tmp_path, SIGNED) == ["", "s3v4", "", "s3", 404]


@pytest.mark.parametrize("variant", ["serverless-cdk", "serverless-sam"])
def test_only_the_command_line_of_make_chooses_ports(variant: str) -> None:
    repository = render(VARIANTS[variant])
    shell = {"PORT": "3000", "DEBUG_PORT": "3001"}
    of_the_shell = make(repository, "--dry-run", "run", variables=shell).stdout
    assert "tests.support.local" in of_the_shell
    assert "port" not in of_the_shell.partition("tests.support.local")[2]
    chosen = make(repository, "--dry-run", "run", variables=shell, PORT="8081", DEBUG_PORT="5678").stdout
    assert "tests.support.local --port 8081 --debug-port 5678" in chosen
