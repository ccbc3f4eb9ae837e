"""What push leaves behind is what a deployment reads; anything else is refused in one sentence."""

from pathlib import Path

import pytest

from settings.failure import ActionFailed
from tests.support.image import DIGEST, ORDERS
from workload.image import Image, read


def test_what_was_written_is_read(tmp_path: Path, image: Image) -> None:
    image.write(tmp_path / "dist" / "image.json")
    assert read(tmp_path / "dist" / "image.json") == image
    assert image.uri == f"{ORDERS}@{DIGEST}"


def test_without_an_image_the_sentence_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ActionFailed, match=r"image\.json does not exist, .* `make package` pushes one"):
        read(tmp_path / "image.json")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is not {"),
        ("[]", "is not {"),
        ('{"image": "a"}', "is not {"),
        (f'{{"image": "{ORDERS}:latest", "tag": "1"}}', "orders:latest, which has no digest"),
        (f'{{"image": "{ORDERS}@sha256:12", "tag": "1"}}', "which has no digest"),
        (f'{{"image": "orders@{DIGEST}", "tag": "1"}}', 'is "orders": a repository of ECR without tag is needed'),
    ],
)
def test_what_names_no_image_by_digest_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "image.json"
    file.write_text(text)
    with pytest.raises(ActionFailed) as refused:
        read(file)
    assert sentence in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
