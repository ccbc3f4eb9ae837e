"""Which commands judge, so that their exit code has to count, and how one is thrown away."""

import re

# What stands before the program of a command.
_BEFORE = (
    r"(?:^[@+\-\s]*|[;&|({'\"]\s*|\b(?:then|do|if|else|time|nice|exec|env|sudo|npx|xvfb-run|bunx)\s+|\w+=\S*\s+|\srun\s+"
    r"|\s-m\s+|\btimeout\s+\S+\s+)"
)
_PROGRAMS = (
    r"pytest|unittest|tox|nox|ruff|flake8|pylint|mypy|pyright|bandit|black\s+--check|pip-audit|security\.\w+|coverage"
    r"|(?:npm|yarn|pnpm|bun)\s+(?:run\s+)?(?:test|lint|check|typecheck|build)\S*|jest|vitest|eslint|tsc|playwright|cypress"
    r"|newman|k6|locust|artillery|mvn|mvnw|gradle|gradlew|dotnet\s+(?:test|build)|go\s+(?:test|vet|build)|golangci-lint"
    r"|cargo\s+(?:test|clippy|build)|rspec|rubocop|phpunit|cfn-lint|cfn_nag|cfn-guard|checkov|tflint|tfsec|trivy|grype"
    r"|hadolint|shellcheck|yamllint|gitleaks|semgrep|detect-secrets|cdk\s+(?:synth|deploy)|sam\s+(?:build|validate|deploy)"
    r"|terraform\s+(?:validate|apply)|aws\s+cloudformation\s+deploy"
)
# What make prepares, starts, tidies up or shows: nobody counts on it.
_NO_GATE = (
    r"(?!(?:[^;&|]*\s)?(?:install|setup|clean|down|stop|logs?|teardown|destroy|up|start|serve|run|dev|watch|cache|notify)"
    r"\S*)"
)
JUDGES = re.compile(
    rf"{_BEFORE}(?:\S*/|\$[({{]?)?(?:(?:make|MAKE[)}}]?)(?!\S){_NO_GATE}|(?:{_PROGRAMS})(?![\w.-]))", re.I
)
MAKE = re.compile(rf"{_BEFORE}(?:make|\$[({{]MAKE[)}}])(\s[^;&|]*)")
# Flags of make with which it builds nothing, or goes on after a failure and says that all is well. Letters that take
# a word of their own, such as -O and -C, end a group of them.
CARELESS = re.compile(
    r"(?<!\S)(--ignore-errors|--dry-run|--just-print|--touch|-[bBdeikLmnpqrRsStvw]*[int][bBdeikLmnpqrRsStvw]*(?:j\d*)?)(?!\S)"
)
_SWALLOWED = re.compile(r"\|\|\s*(true|:|exit 0|echo\b|printf\b|/bin/true)|;\s*(true|:|exit 0)\s*$|(?<![&>|])&\s*$")
# `command || echo "…" && exit 1` still fails, and so does a script that keeps the code and ends with it.
_STILL_FAILS = re.compile(r"exit ([1-9]|\"?\$)|return ([1-9]|\"?\$)|false\s*\}?$|\bwait\b", re.MULTILINE)
_GOES_ON = re.compile(r"^\s*set \+e\b", re.MULTILINE)


def judges(text: str) -> bool:
    """Whether a command tests, checks, builds or deploys."""
    return JUDGES.search(text) is not None


def swallowed(line: str, whole: str = "") -> str:
    """What throws the exit code of a judging command away; empty where nothing does. whole: the script around it."""
    found = _SWALLOWED.search(line.split(" #")[0].strip())
    if found is None or _STILL_FAILS.search(whole or line):
        return ""
    before = line[: found.start()] if found[0].strip() != "&" else line
    # What a list of commands ends with is the code of its last one.
    judged = before if found[0].lstrip().startswith(";") else re.split(r"&&|;", before)[-1]
    return found[0].strip() if judges(judged) or ("&&" in before and judges(before)) else ""


def goes_on(script: str) -> bool:
    """Whether a script judges after `set +e`, before `set -e`, and does not look at any exit code."""
    found = _GOES_ON.search(script)
    if found is None or _STILL_FAILS.search(script) or re.search(r"\$\?|PIPESTATUS", script):
        return False
    return judges_somewhere(re.split(r"^\s*set -\w*e", script[found.end() :], maxsplit=1, flags=re.MULTILINE)[0])


def judges_somewhere(script: str) -> bool:
    """Whether a line of a script judges."""
    return any(judges(line) for line in script.splitlines())


def careless(text: str) -> str:
    """The flag with which a call of make counts no failure; empty without one. What stands in quotes is another's."""
    for call in MAKE.findall(text):
        if found := CARELESS.search(re.sub(r"\"[^\"]*\"|'[^']*'", "", call)):
            return found[1]
    return ""
