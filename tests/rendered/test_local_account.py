"""`make run` never reaches the account of the developer who runs it."""

from pathlib import Path

from local_pieces import told

DEVELOPER = {
    "AWS_PROFILE": "prod",
    "AWS_ACCESS_KEY_ID": "of-the-developer",
    "AWS_SECRET_ACCESS_KEY": "of-the-developer",
    "AWS_SESSION_TOKEN": "of-the-developer",
    "AWS_REGION": "us-west-2",
    "AWS_ENDPOINT_URL_DYNAMODB": "https://dynamodb.example.com",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_USE_FIPS_ENDPOINT": "true",
}
# A library that makes a client while it is imported, as the functions of the last run needed one.
LIBRARY = """
import json, os, pathlib, boto3
client = boto3.client("dynamodb")
keys = client._request_signer._credentials
pathlib.Path("seen.json").write_text(json.dumps([client.meta.endpoint_url, client.meta.region_name, keys.access_key,
    keys.token, sorted(name for name in os.environ if name in os.environ["THEIRS"].split())]))
"""
WORKER = """
import time
from pathlib import Path
from tests.support import no_account
from tests.support.local.processes import Functions
functions = Functions({"Orders": {}}, [], no_account.variables(4566, "eu-central-1"))
while not Path("seen.json").exists() or not Path("seen.json").read_text():
    time.sleep(0.02)
functions.end()
print(Path("seen.json").read_text())
"""
MAKE_RUN = """
import os
from pathlib import Path
from tests.support.local import __main__ as program
from tests.support.local import definition
def known():
    import library
    raise program.Stopped
definition.known = known
program.run(0, 0)
print(Path("seen.json").read_text())
"""


def test_a_library_that_calls_aws_while_it_is_imported_calls_this_machine(tmp_path: Path) -> None:
    (tmp_path / "library.py").write_text(LIBRARY, "utf-8")
    (tmp_path / "build").mkdir()
    (tmp_path / "build/local-modules.json").write_text('["library"]', "utf-8")
    theirs = " ".join(DEVELOPER.keys() - {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"})
    seen = told(tmp_path, WORKER, **DEVELOPER, THEIRS=theirs)
    assert seen == ["http://127.0.0.1:4566", "eu-central-1", "testing", None, []]


def test_what_reads_the_templates_has_no_account_either(tmp_path: Path) -> None:
    (tmp_path / "library.py").write_text(LIBRARY, "utf-8")
    theirs = " ".join(DEVELOPER.keys() - {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"})
    seen = told(tmp_path, MAKE_RUN, **DEVELOPER, THEIRS=theirs)
    assert seen == ["http://127.0.0.1:9", "eu-west-1", "testing", None, []]


def test_a_profile_of_the_developer_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(
        "[default]\nregion = us-west-2\ns3 =\n  addressing_style = virtual\n", "utf-8"
    )
    program = (
        "import os; from tests.support import no_account; os.environ.update(no_account.variables())\n"
        "import boto3; print(json.dumps(sorted(boto3.session.Session().available_profiles)))"
    )
    assert told(tmp_path, program, HOME=str(tmp_path)) == []


def test_a_proxy_of_the_shell_never_gets_what_is_for_this_machine(tmp_path: Path) -> None:
    program = (
        "import os; from tests.support import no_account; os.environ.update(no_account.variables())\n"
        "from urllib.request import proxy_bypass; "
        "print(json.dumps([bool(proxy_bypass(each)) for each in ('127.0.0.1', 'a.test', 'b.test', 'c.test')]))"
    )
    shell = {"http_proxy": "http://proxy.test:3128", "no_proxy": "a.test", "NO_PROXY": "b.test"}
    assert told(tmp_path, program, **shell) == [True, True, True, False]
