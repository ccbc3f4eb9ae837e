"""Whether a file holds what AWS signs the certificates of RDS with: `python database_certificates.py FILE [REGION]`.

Runs while an image is built, so that a page of a proxy or half a download ends there and not as a service that cannot
connect. Alone and with the standard library only: the stage that runs it has nothing of this package.
"""

import re
import ssl
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ORGANISATION = {"organizationName": "Amazon Web Services, Inc.", "organizationalUnitName": "Amazon RDS"}
# Of Amazon Trust Services, which signs the certificates of RDS Proxies. A team adds them: the bundle of RDS has none.
OF_PROXIES = {f"Amazon Root CA {number}" for number in range(1, 5)}
# An image may run for months after its build. Those of today are valid until 2061 and longer.
STILL_VALID = timedelta(days=365)
BEGIN = "-----BEGIN "
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----")
ROOT = re.compile(r"Amazon RDS (\S+) Root CA .+")
CURE = "give the build another address of the bundle (DATABASE_CERTIFICATES in Dockerfile)"


class Refused(Exception):
    """The file is not what a container may trust; the message says what is wrong with it."""


def regions(bundle: str, *, now: datetime) -> set[str]:
    """The regions whose databases a client with these certificates can verify for another year.

    Raises Refused: something in it is no certificate, or of an authority that signs neither for RDS nor for proxies.
    """
    blocks = CERTIFICATE.findall(bundle)
    if not blocks:
        raise Refused(f"holds no certificate, it begins with {bundle.lstrip()[:40]!r}")
    if len(blocks) != bundle.count(BEGIN):
        raise Refused("holds something else than whole certificates, for example only a part of one")
    found = set()
    for number, block in enumerate(blocks, start=1):
        name, until = _authority(block, number)
        of_region = ROOT.fullmatch(name)
        if of_region and until > now + STILL_VALID:
            found.add(of_region[1])
    return found


def _authority(block: str, number: int) -> tuple[str, datetime]:
    """Name and end of one authority of RDS or of its proxies."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=block)
        # Leaves out what may sign nothing.
        [found] = context.get_ca_certs()
    except (ssl.SSLError, ValueError):
        raise Refused(f"certificate {number} cannot be read, or is none of an authority") from None
    parts: Any = found["subject"]
    subject = dict(pair for part in parts for pair in part)
    name = subject.get("commonName", "")
    of_proxies = subject.get("organizationName") == "Amazon" and name in OF_PROXIES
    if not (of_proxies or ORGANISATION.items() <= subject.items()):
        raise Refused(f'certificate {number} ("{name}") is none of Amazon RDS, nor one of "Amazon Root CA 1" to "4"')
    return name, datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)


def obstacle(file: Path, region: str, *, now: datetime) -> str:
    """A sentence that says why no image may be built with this file, or nothing. region: "" where any will do."""
    try:
        covered = regions(file.read_text("ascii"), now=now)
    except UnicodeDecodeError:
        return f"The bundle of certificates of RDS is no text; {CURE}."
    except Refused as refused:
        return f"The bundle of certificates of RDS {refused}; {CURE}."
    if covered and (not region or region in covered):
        return ""
    known = ", ".join(sorted(covered)) or "no region"
    return (
        f"The bundle of certificates of RDS has none of {region or 'any region'} that is valid for another year, so no "
        f"container could connect to its database (it has those of {known}); {CURE}."
    )


if __name__ == "__main__":
    sys.exit(obstacle(Path(sys.argv[1]), "".join(sys.argv[2:3]), now=datetime.now(UTC)) or 0)
