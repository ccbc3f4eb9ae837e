"""No image is built with a bundle by which its containers could not know, or would wrongly know, their database."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.authorities import Authority, authority
from workload import database_certificates

SCRIPT = Path(database_certificates.__file__)
PAGE = "\n\n<!DOCTYPE html>\n<html><body>Blocked by the proxy</body></html>\n"


@pytest.fixture(scope="module")
def ireland() -> Authority:
    return authority("eu-west-1")


@pytest.fixture(scope="module")
def frankfurt() -> Authority:
    return authority("eu-central-1")


def said(folder: Path, bundle: str, region: str = "eu-west-1") -> str:
    """What the program says when an image is built, in the stage that has nothing but Python; "" where it passes."""
    file = folder / "rds.pem"
    file.write_text(bundle, "utf-8")
    words = [sys.executable, "-I", "-S", str(SCRIPT), str(file), *([region] if region else [])]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == bool(done.stderr), done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_a_bundle_with_an_authority_of_the_region_passes(
    tmp_path: Path, ireland: Authority, frankfurt: Authority
) -> None:
    bundle = frankfurt.signed.certificate + ireland.signed.certificate
    assert said(tmp_path, bundle) == ""
    assert said(tmp_path, bundle.replace("\n", "\r\n"), region="") == ""


def test_a_region_without_an_authority_is_refused_and_named(tmp_path: Path, frankfurt: Authority) -> None:
    sentence = said(tmp_path, frankfurt.signed.certificate)
    assert "has none of eu-west-1 that is valid for another year" in sentence
    assert "(it has those of eu-central-1)" in sentence and "DATABASE_CERTIFICATES in Dockerfile" in sentence
    # A laptop asks for no region.
    assert said(tmp_path, frankfurt.signed.certificate, region="") == ""


@pytest.mark.parametrize("days", [1, 300])
def test_an_authority_that_ends_within_the_life_of_an_image_is_refused(tmp_path: Path, days: int) -> None:
    ends = authority("eu-west-1", valid=timedelta(days=days)).signed.certificate
    assert "has none of eu-west-1 that is valid for another year" in said(tmp_path, ends)
    assert "has none of any region that is valid for another year" in said(tmp_path, ends, region="")


def test_what_ended_long_ago_may_stand_beside_what_is_valid(tmp_path: Path, ireland: Authority) -> None:
    # As in the bundle of AWS in the years after 2024.
    ended = authority("eu-west-1", valid=timedelta(hours=1)).signed.certificate
    assert said(tmp_path, ended + ireland.signed.certificate) == ""


@pytest.mark.parametrize(
    ("bundle", "sentence"),
    [
        (PAGE, "holds no certificate, it begins with '<!DOCTYPE html>"),
        ("", "holds no certificate, it begins with ''"),
        ("Gesch\u00fctzt", "is no text"),
    ],
)
def test_a_page_in_the_place_of_the_bundle_is_refused(tmp_path: Path, bundle: str, sentence: str) -> None:
    assert sentence in said(tmp_path, bundle)


def test_half_a_download_is_refused(tmp_path: Path, ireland: Authority, frankfurt: Authority) -> None:
    bundle = ireland.signed.certificate + frankfurt.signed.certificate
    assert "only a part of one" in said(tmp_path, bundle[: -len(frankfurt.signed.certificate) // 2])


def test_a_key_in_the_bundle_is_refused(tmp_path: Path, ireland: Authority) -> None:
    assert "something else than whole certificates" in said(tmp_path, ireland.signed.certificate + ireland.signed.key)


def test_a_certificate_that_cannot_be_read_is_refused(tmp_path: Path, ireland: Authority) -> None:
    first, _, rest = ireland.signed.certificate.partition("\nM")
    assert "certificate 2 cannot be read" in said(tmp_path, ireland.signed.certificate + f"{first}\nA{rest}")


def test_the_certificate_of_a_server_is_none_of_an_authority(tmp_path: Path, ireland: Authority) -> None:
    server = ireland.server("orders.eu-west-1.rds.amazonaws.com").certificate
    assert "certificate 2 cannot be read, or is none of an authority" in said(
        tmp_path, ireland.signed.certificate + server
    )


def test_the_authority_of_somebody_else_is_refused(tmp_path: Path, ireland: Authority) -> None:
    other = authority(of=("Example Corp", "Proxies")).signed.certificate
    assert 'certificate 2 ("Amazon RDS eu-west-1 Root CA RSA2048 G1") is none of Amazon RDS' in said(
        tmp_path, ireland.signed.certificate + other
    )


@pytest.mark.parametrize("number", [1, 4])
def test_the_authorities_behind_the_certificate_of_an_rds_proxy_may_stand_beside_them(
    tmp_path: Path, ireland: Authority, number: int
) -> None:
    of_proxies = authority(of=["Amazon"], called=f"Amazon Root CA {number}").signed.certificate
    assert said(tmp_path, ireland.signed.certificate + of_proxies) == ""
    # A proxy has a database behind it, to which the migration connects.
    assert "has none of eu-west-1 that is valid for another year" in said(tmp_path, of_proxies)


@pytest.mark.parametrize(
    ("organisation", "called"), [("Amazon", "Amazon Root CA 5"), ("Amazon", "Proxies"), ("Example", "Amazon Root CA 1")]
)
def test_an_authority_that_only_looks_like_one_of_a_proxy_is_refused(
    tmp_path: Path, ireland: Authority, organisation: str, called: str
) -> None:
    other = authority(of=[organisation], called=called).signed.certificate
    sentence = said(tmp_path, ireland.signed.certificate + other)
    assert f'certificate 2 ("{called}") is none of Amazon RDS, nor one of "Amazon Root CA 1" to "4"' in sentence
