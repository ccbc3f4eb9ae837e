"""Certificate authorities for tests, named as those of Amazon RDS are, and the certificates that they sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OF_RDS = ("Amazon Web Services, Inc.", "Amazon RDS")
LONG = timedelta(days=3650)


@dataclass(frozen=True)
class Signed:
    """A certificate and its key, both as text in PEM."""

    certificate: str
    key: str


@dataclass(frozen=True)
class Authority:
    """What signs the certificates of servers. `signed` is its own certificate."""

    name: x509.Name
    private: ec.EllipticCurvePrivateKey
    signed: Signed

    def server(self, host: str) -> Signed:
        """The certificate of a server with this name."""
        private = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        made = _builder(subject, private, LONG).issuer_name(self.name)
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        return _signed(made, private, by=self.private)


def authority(
    region: str = "eu-west-1", *, of: Sequence[str] = OF_RDS, valid: timedelta = LONG, called: str = ""
) -> Authority:
    """A new authority. of: organisation, and the unit if it has one. valid: from yesterday on. called: instead of the
    name that RDS gives its own.
    """
    private = ec.generate_private_key(ec.SECP256R1())
    kinds = (NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)
    named = [x509.NameAttribute(kind, each) for kind, each in zip(kinds, of, strict=False)]
    common = called or f"Amazon RDS {region} Root CA RSA2048 G1"
    name = x509.Name([*named, x509.NameAttribute(NameOID.COMMON_NAME, common)])
    made = _builder(name, private, valid).issuer_name(name)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return Authority(name, private, _signed(made, private, by=private))


def _builder(subject: x509.Name, private: ec.EllipticCurvePrivateKey, valid: timedelta) -> x509.CertificateBuilder:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    made = x509.CertificateBuilder(serial_number=x509.random_serial_number())
    made = made.subject_name(subject).public_key(private.public_key())
    return made.not_valid_before(yesterday).not_valid_after(yesterday + valid)


def _signed(
    made: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey, *, by: ec.EllipticCurvePrivateKey
) -> Signed:
    pem = serialization.Encoding.PEM
    certificate = made.sign(by, hashes.SHA256()).public_bytes(pem)
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Signed(certificate.decode(), plain.decode())
