"""Photos that shoppers sent: plain after the first look, gone after their time or when they cannot be read."""

from __future__ import annotations

import hashlib
import os
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ecomcore.errors import BadImageError
from ecomcore.images.uploads import KEPT_SIDE, Uploads

HOUR_S = 3600.0


def jpeg(size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, (200, 40, 40)).save(buffer, "JPEG", **options)
    return buffer.getvalue()


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads", 24 * HOUR_S)


def sent(uploads: Uploads, content: bytes, ending: str = "jpg") -> str:
    name = f"{hashlib.sha256(content).hexdigest()[:32]}.{ending}"
    uploads.folder.mkdir(exist_ok=True)
    (uploads.folder / name).write_bytes(content)
    return name


def age(path: Path, hours: float) -> None:
    os.utime(path, (time.time() - hours * HOUR_S,) * 2)


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_a_photo_can_be_looked_at_again_and_again(uploads: Uploads):
    name = sent(uploads, jpeg())
    assert uploads.photo(name).image.size == (60, 40)
    assert uploads.photo(name).image.size == (60, 40)


def test_the_first_look_drops_what_the_camera_wrote(uploads: Uploads):
    exif = Image.Exif()
    exif[0x010F] = "A maker of phones"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    name = sent(uploads, jpeg(exif=exif))
    assert uploads.photo(name).image.size == (40, 60)
    left = only_file(uploads.folder)
    assert b"A maker of phones" not in left.read_bytes()
    with Image.open(left) as opened:
        assert not opened.getexif()
        assert opened.size == (40, 60)


def test_a_large_photo_stays_large_enough_for_the_staff(uploads: Uploads):
    photo = uploads.photo(sent(uploads, jpeg((2400, 1800))))
    assert max(photo.image.size) == 640
    assert (photo.width, photo.height) == (2400, 1800)
    with Image.open(only_file(uploads.folder)) as opened:
        assert opened.size == (KEPT_SIDE, 1200)


def test_a_file_that_cannot_be_read_is_not_left_behind(uploads: Uploads):
    content = jpeg((600, 400))
    with pytest.raises(BadImageError) as caught:
        uploads.photo(sent(uploads, content[: len(content) // 2]))
    assert caught.value.code == "broken"
    assert not list(uploads.folder.iterdir())


def test_a_photo_expires(uploads: Uploads):
    name = sent(uploads, jpeg())
    uploads.photo(name)
    age(only_file(uploads.folder), 24.1)
    with pytest.raises(BadImageError) as caught:
        uploads.photo(name)
    assert caught.value.code == "expired"
    assert not list(uploads.folder.iterdir())


def test_a_photo_that_is_sent_again_lives_anew(uploads: Uploads):
    name = sent(uploads, jpeg())
    uploads.photo(name)
    age(only_file(uploads.folder), 24.1)
    sent(uploads, jpeg())
    assert uploads.photo(name).format == "JPEG"


def test_sweeping_removes_what_nobody_looks_at_any_more(uploads: Uploads):
    age(uploads.folder / sent(uploads, jpeg((20, 20))), 25)
    young = sent(uploads, jpeg((30, 30)))
    assert uploads.sweep() == 1
    assert only_file(uploads.folder).name == young


def test_where_nothing_was_sent_nothing_is_swept(uploads: Uploads):
    assert uploads.sweep() == 0


@pytest.mark.parametrize(
    "name", ["../secret.jpg", "a.jpg", "", "0" * 32 + ".jpg/../x", "0" * 32 + ".gif"]
)
def test_only_names_that_a_channel_makes_are_looked_at(uploads: Uploads, tmp_path: Path, name: str):
    (tmp_path / "secret.jpg").write_bytes(jpeg())
    uploads.folder.mkdir()
    with pytest.raises(BadImageError) as caught:
        uploads.photo(name)
    assert caught.value.code == "expired"
    assert (tmp_path / "secret.jpg").is_file()


def test_what_the_staff_keep_outlives_the_upload(uploads: Uploads, tmp_path: Path):
    name = sent(uploads, jpeg())
    kept = uploads.keep(name, tmp_path / "claims")
    only_file(uploads.folder).unlink()
    assert (tmp_path / "claims" / kept).is_file()
    sent(uploads, jpeg())
    assert uploads.keep(name, tmp_path / "claims") == kept
    assert len(list((tmp_path / "claims").iterdir())) == 1
