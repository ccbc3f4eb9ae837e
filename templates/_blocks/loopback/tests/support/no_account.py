"""The variables of a process whose AWS is on this machine: nothing leads it to the account of a developer."""

import os

# A port where nobody listens.
NOWHERE = 9


def variables(port: int = NOWHERE, region: str = "eu-west-1") -> dict[str, str]:
    """Those of this process without the profile, keys and endpoints of AWS in them, and `reaching`."""
    others = {name: value for name, value in os.environ.items() if not name.upper().startswith("AWS_")}
    return {**others, **reaching(port, region)}


def reaching(port: int, region: str) -> dict[str, str]:
    """The variables by which boto3 calls `port` of this machine, with keys that no account knows."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",  # pragma: allowlist secret
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        # A profile may name another endpoint, and a machine of AWS has a role.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        # Of the two, urllib reads the second, and other libraries the first.
        "NO_PROXY": _past_proxies(),
        "no_proxy": _past_proxies(),
    }


def _past_proxies() -> str:
    theirs = [host for name in ("no_proxy", "NO_PROXY") for host in os.environ.get(name, "").split(",") if host]
    return "*" if "*" in theirs else ",".join(dict.fromkeys(["127.0.0.1", *theirs]))
