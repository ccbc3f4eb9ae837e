"""Requests that try out one version of the service, and what must come back.

The hooks send them to new tasks before users see them. The deploy action asks the tasks that run after a migration,
through the router: see `workload/compatibility.py`. None of them stores anything or needs an account.
"""

from http import HTTPStatus

from release_hooks.probing import Answer, Check, NotReady, ProbeFailed, Send, alive, expect, health, ready

# What hooks and deploy action take from here.
__all__ = ["NEW_TASKS", "RUNNING_VERSION", "SYNTHETIC", "alive", "readiness"]
__all__ += ["Answer", "Check", "NotReady", "ProbeFailed", "Send", "expect", "health"]

# The service may tell them from those of its users, in its logs for example.
SYNTHETIC = {"X-Synthetic": "true"}
# An account number that no account has: ACCT-NUMBER begins at 1.
UNKNOWN_ACCOUNT = "0000000000"
# Three decimals, where every amount of the account record has two.
BAD_POSTING = {"code": "DP", "amount": "12.505", "date": "2026-01-31"}
# The version reaches its store and finds what it needs there, and the workers of its programs run.
readiness = ready()
# The same through the router, to which everything else may belong to the legacy system.
new_service_is_ready = ready("/new/ready")


def programs_compute(send: Send) -> None:
    """The compiled programs compute an inquiry and a posting on a record that no store has."""
    answer = send("GET", "/self-test")
    expect("status of GET /self-test", HTTPStatus.OK, answer.status)
    expect("body of GET /self-test", {"status": "passed"}, answer.body)


def unknown_account_is_not_found(send: Send) -> None:
    """The store answers that it has no such account."""
    path = f"/accounts/{UNKNOWN_ACCOUNT}"
    answer = send("GET", path)
    expect(f"status of GET {path}", HTTPStatus.NOT_FOUND, answer.status)
    # A router or load balancer that knows no such path would answer 404 as well, with other words.
    expect(f"detail of GET {path}", "There is no account with this number", answer.body.get("detail"))


def bad_posting_is_refused(send: Send) -> None:
    """An amount with three decimals is the caller's mistake. As a dry run: it would store nothing if it passed."""
    path = f"/accounts/{UNKNOWN_ACCOUNT}/postings/dry-run"
    answer = send("POST", path, BAD_POSTING)
    expect(f"status of POST {path} with a bad amount", HTTPStatus.UNPROCESSABLE_ENTITY, answer.status)
    problems = answer.body.get("problems")
    wheres = [problem.get("where") for problem in problems] if isinstance(problems, list) else problems
    expect("refused part of the bad posting", ["body.amount"], wheres)


# What new tasks have to pass before users see them, and what the running version has to pass after a migration.
NEW_TASKS: tuple[Check, ...] = (programs_compute, unknown_account_is_not_found, bad_posting_is_refused)
RUNNING_VERSION: tuple[Check, ...] = (new_service_is_ready,)
