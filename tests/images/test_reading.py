"""Reading pictures that anybody may send."""

import hashlib
import resource
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ecomcore.errors import BadImageError
from ecomcore.images import reading
from ecomcore.images.reading import read_image, read_photo

RED, BLUE = (255, 0, 0), (0, 0, 255)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def code_of(content: bytes | Path) -> str:
    with pytest.raises(BadImageError) as caught:
        read_image(content)
    return caught.value.code


def png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_common_formats_are_read(kind: str) -> None:
    image = read_image(encoded(Image.new("RGB", (40, 30), RED), kind))
    assert (image.mode, image.size) == ("RGB", (40, 30))
    red, green, blue = image.getpixel((20, 15))  # type: ignore[misc]
    assert red > 240
    assert max(green, blue) < 15


def test_a_file_is_read_like_its_content(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(encoded(Image.new("RGB", (40, 30), BLUE)))
    assert read_image(path).getpixel((0, 0)) == BLUE
    assert read_image(str(path)).getpixel((0, 0)) == BLUE


def test_a_photo_taken_sideways_is_turned() -> None:
    image = Image.new("RGB", (40, 20), RED)
    image.paste(BLUE, (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6
    upright = read_image(encoded(image, "PNG", exif=exif))
    assert upright.size == (20, 40)
    assert upright.getpixel((10, 5)) == BLUE
    assert upright.getpixel((10, 35)) == RED


def test_transparency_becomes_white() -> None:
    image = Image.new("RGBA", (20, 20), (*RED, 0))
    assert read_image(encoded(image)).getpixel((5, 5)) == (255, 255, 255)
    palette = Image.new("P", (20, 20), 0)
    assert read_image(encoded(palette, transparency=0)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "CMYK", "I;16", "1", "LA"])
def test_other_modes_become_rgb(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert read_image(encoded(Image.new(mode, (20, 20)), kind)).mode == "RGB"


def test_large_photos_are_made_smaller() -> None:
    image = read_image(encoded(Image.new("RGB", (4000, 3000), RED), "JPEG"))
    assert image.size == (640, 480)


def test_only_the_first_frame_of_an_animation_is_read() -> None:
    frames = [Image.new("RGB", (20, 20), RED), Image.new("RGB", (20, 20), BLUE)]
    animation = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert read_image(animation).getpixel((5, 5)) == RED


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"<html></html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\0" * 500],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert code_of(content) == "not_an_image"


@pytest.mark.parametrize("kind", ["PDF", "TIFF", "GIF", "BMP", "ICO", "PPM"])
def test_other_formats_are_not_opened(kind: str) -> None:
    assert code_of(encoded(Image.new("RGB", (20, 20)), kind)) == "not_an_image"


def test_other_formats_are_not_opened_by_another_name(tmp_path: Path) -> None:
    pdf, fits = tmp_path / "photo.jpg", tmp_path / "stars.png"
    pdf.write_bytes(encoded(Image.new("RGB", (20, 20)), "PDF"))
    fits.write_bytes(b"SIMPLE  =                    T".ljust(2880))
    assert code_of(pdf) == "not_an_image"
    assert code_of(fits) == "not_an_image"


def test_an_empty_file_is_called_so() -> None:
    with pytest.raises(BadImageError, match="an empty file; send a JPEG, PNG or WebP file"):
        read_image(b"")


def test_sixteen_bits_keep_their_brightness() -> None:
    values = np.full((20, 20), 0x4080, dtype=np.uint16)
    assert read_image(encoded(Image.fromarray(values))).getpixel((5, 5)) == (0x40, 0x40, 0x40)


def test_nothing_but_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    image = read_image(encoded(Image.new("RGB", (40, 30)), "JPEG", exif=exif, comment=b"private"))
    assert not image.info
    assert not image.getexif()


def test_the_facts_of_the_file_are_those_of_the_upright_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    content = encoded(Image.new("RGB", (1600, 1200), RED), "JPEG", exif=exif)
    photo = read_photo(content)
    assert (photo.width, photo.height, photo.format) == (1200, 1600, "JPEG")
    assert photo.image.size == (480, 640)
    assert photo.digest == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_cut_short_is_refused(kind: str) -> None:
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    content = encoded(noise, kind)
    assert code_of(content[: len(content) // 2]) == "broken"


def test_too_many_bytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.truncate(reading.MAX_BYTES + 1)
    assert code_of(path) == "too_large"
    assert code_of(b"\0" * (reading.MAX_BYTES + 1)) == "too_large"


@pytest.mark.parametrize("size", [(5000, 4001), (20_000, 20_000), (60_000, 60_000)])
def test_a_decompression_bomb_is_refused_by_its_header(size: tuple[int, int]) -> None:
    assert code_of(png_that_claims(*size)) == "too_many_pixels"


def test_a_speck_is_refused() -> None:
    assert code_of(encoded(Image.new("RGB", (4, 200)))) == "too_small"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert code_of(tmp_path / "none.png") == "missing"
    assert code_of(tmp_path) == "missing"


def test_a_bomb_takes_no_memory(tmp_path: Path) -> None:
    """A PNG of 30,000 × 30,000 pixels (3.6 GB decoded) is refused by a process that may have 1 GB."""
    path = tmp_path / "bomb.png"
    path.write_bytes(png_that_claims(30_000, 30_000))
    program = (
        "import sys; from ecomcore.errors import BadImageError\n"
        "from ecomcore.images.reading import read_image\n"
        "try: read_image(sys.argv[1])\n"
        "except BadImageError as error: print(error.code)\n"
    )
    limit = 1024**3
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert done.stdout.strip() == "too_many_pixels"
