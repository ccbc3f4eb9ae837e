"""With a domain, the hooks ask the load balancer by its own address and still demand the certificate of the domain."""

import datetime
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from release_hooks import sender
from release_hooks.probes import NotReady
from release_hooks.sender import Sender

from tests.support.hooks import Tasks, serve

DOMAIN = "api.example.com"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A file with a certificate for DOMAIN that signs itself, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string(f"CN={DOMAIN}")
    now = datetime.datetime.now(datetime.UTC)
    until = now + datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(DOMAIN)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.fixture
def balancer(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tasks]:
    """Tasks behind TLS, on an address that the certificate does not name."""
    monkeypatch.setattr(sender, "_trusted", lambda: ssl.create_default_context(cafile=str(certificate)))
    with serve(Tasks(secret=""), certificate=certificate) as served:
        yield served


def test_the_certificate_of_the_domain_is_accepted_and_the_domain_is_asked_for(balancer: Tasks) -> None:
    assert Sender(balancer.endpoint, tls_name=DOMAIN)("GET", "/health").status == 200
    assert balancer.requests[-1].headers["Host"] == DOMAIN


@pytest.mark.parametrize("name", ["", "shop.example.com"])
def test_a_certificate_of_another_name_is_refused(balancer: Tasks, name: str) -> None:
    with pytest.raises(NotReady, match="no answer"):
        Sender(balancer.endpoint, tls_name=name)("GET", "/health")
