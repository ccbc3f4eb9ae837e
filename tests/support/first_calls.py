"""Runs a command in a network namespace without a route, and says what it asked AWS first.

    unshare --net --map-root-user python tests/support/first_calls.py COMMAND …

Prints what the command printed, then one line of JSON: each request, as `client METHOD path action`, in order, and how
many seconds passed before the first. AWS is a server on the loopback of the namespace: it knows STS and an environment
to which nothing is deployed yet, and refuses what comes after. Below its address is also the deployed service.
"""

import json
import os
import re
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

ROLE = f"""<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>{(datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")}</Expiration></Credentials>
</AssumeRoleResult></AssumeRoleResponse>"""
CALLER = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:role/a</Arn><UserId>a</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>"""
NO_STACK = """<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>
<Message>Stack with id a does not exist</Message></Error></ErrorResponse>"""
REFUSED = NO_STACK.replace("ValidationError", "AccessDenied")
ANSWERS = {"AssumeRole": (200, ROLE), "GetCallerIdentity": (200, CALLER), "DescribeStacks": (400, NO_STACK)}
HEALTH = (200, '{"status": "ok", "version": "1"}')


class Aws(BaseHTTPRequestHandler):
    """Notes each request."""

    seen: list[tuple[float, str]] = []  # noqa: RUF012 - of all of them

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(errors="replace")
        action = parse_qs(body).get("Action", [self.headers.get("X-Amz-Target", "")])[0]
        client = re.split(r"[/ ]", self.headers.get("User-Agent", "unknown"))[0]
        self.seen.append((time.perf_counter(), f"{client} {self.command} {self.path} {action}".rstrip()))
        status, answer = HEALTH if self.path == "/health" else ANSWERS.get(action, (403, REFUSED))
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer.encode())

    do_POST = do_PUT = do_HEAD = do_GET

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: what was asked is in `seen`."""


def main(command: list[str]) -> int:
    """Returns the exit code of the command."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), Aws) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        outputs = {"Endpoint": address, "DeployedVersion": "1", "HealthAlarms": "orders-dev-errors"}
        Path("outputs.json").write_text(json.dumps(outputs), "utf-8")
        started = time.perf_counter()
        done = subprocess.run(
            command,
            env={**os.environ, "AWS_ENDPOINT_URL": address},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        server.shutdown()
    print(done.stdout)
    seconds = Aws.seen[0][0] - started if Aws.seen else None
    print(json.dumps({"requests": [request for _, request in Aws.seen], "seconds": seconds}))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
