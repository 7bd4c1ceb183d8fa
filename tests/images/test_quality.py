"""Whether a picture is good enough, and what to do about it."""

import json
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from ecomcore.errors import BadImageError
from ecomcore.images.hashing import NEAR, distances, perceptual_hash
from ecomcore.images.quality import inspect_picture


def scene(side: int = 400) -> Image.Image:
    """A plain table with a striped box on it."""
    image = Image.new("RGB", (side, side), (150, 150, 140))
    draw = ImageDraw.Draw(image)
    draw.rectangle((side * 0.3, side * 0.3, side * 0.7, side * 0.7), fill=(40, 60, 120))
    for step in range(5):
        top = side * (0.33 + 0.08 * step)
        draw.rectangle((side * 0.3, top, side * 0.7, top + side * 0.03), fill=(230, 200, 60))
    return image


def codes(image: Image.Image) -> list[str]:
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return [finding.code for finding in inspect_picture(buffer.getvalue()).findings]


def noise(side: int) -> Image.Image:
    values = np.random.default_rng(3).integers(0, 256, (side, side, 3), dtype=np.uint8)
    return Image.fromarray(values)


def cluttered() -> Image.Image:
    image = scene()
    draw = ImageDraw.Draw(image)
    for step in range(0, 400, 8):
        for place in (0, 330):
            draw.rectangle((place, step, place + 70, step + 3), fill=(10, 10, 10))
            draw.rectangle((step, place, step + 3, place + 70), fill=(240, 240, 240))
    return image


def test_a_clear_picture_has_nothing_wrong() -> None:
    assert codes(scene()) == []


@pytest.mark.parametrize("colour", ["black", "white", "#7f7f7f", "red"])
def test_a_picture_of_one_colour_shows_nothing(colour: str) -> None:
    assert codes(Image.new("RGB", (300, 300), colour)) == ["blank"]


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (noise(300), "noise"),
        (ImageEnhance.Brightness(scene()).enhance(0.15), "dark"),
        (Image.blend(scene(), Image.new("RGB", (400, 400), "white"), 0.88), "bright"),
        (Image.blend(scene(), Image.new("RGB", (400, 400), "#909090"), 0.88), "flat"),
        (scene(90), "small"),
        (scene().filter(ImageFilter.GaussianBlur(7)), "blurred"),
        (cluttered(), "cluttered"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_found(image: Image.Image, code: str) -> None:
    assert codes(image) == [code]


def test_a_finding_says_why_and_what_to_do_in_both_languages() -> None:
    buffer = BytesIO()
    scene(90).save(buffer, "PNG")
    quality = inspect_picture(buffer.getvalue())
    [finding] = quality.findings
    assert finding.reason["en"].startswith("The picture is small (90 × 90 pixels)")
    assert "至少 120 像素" in finding.remedy["zh"]
    assert not quality.is_good
    assert not quality.is_hopeless
    assert json.loads(json.dumps(quality.as_dict()))["usable"] is True


def test_what_is_no_picture_cannot_be_inspected() -> None:
    with pytest.raises(BadImageError):
        inspect_picture(b"%PDF-1.7")


def test_a_copy_has_nearly_the_same_hash_and_another_picture_has_not() -> None:
    smaller = scene().resize((150, 150))
    buffer = BytesIO()
    smaller.save(buffer, "JPEG", quality=40)
    other = Image.new("RGB", (400, 400), (150, 150, 140))
    ImageDraw.Draw(other).polygon([(20, 380), (200, 40), (260, 330)], fill=(240, 240, 230))
    hashes = [perceptual_hash(image) for image in (scene(), Image.open(buffer), other)]
    found = distances(hashes)
    assert found[0, 1] <= NEAR
    assert found[0, 2] > 2 * NEAR
    assert (np.diag(found) == 0).all()
