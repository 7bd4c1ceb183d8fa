"""Finding products by a photo: features, index, verdicts, the part of the build."""

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps
from sqlalchemy.orm import Session

from ecomcore.errors import BadImageError, BuildError, ModelMismatchError
from ecomcore.images import part
from ecomcore.images.features import (
    BlendedEmbedder,
    ColourHistogram,
    EfficientNetEmbedder,
    ImageEmbedder,
    LocalBinaryPatterns,
    OrientedGradients,
    get_image_embedder,
)
from ecomcore.images.features.colour import dominant_colours
from ecomcore.images.lookup import PhotoLookup
from ecomcore.images.wording import say
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import Product, Variant
from ecomcore.text.embed import get_embedder

RED, GREEN, BLUE = (220, 30, 30), (30, 160, 60), (30, 60, 200)


def picture(colour: tuple[int, int, int], shape: str = "disc") -> Image.Image:
    image = Image.new("RGB", (160, 160), "white")
    draw = ImageDraw.Draw(image)
    if shape == "disc":
        draw.ellipse((30, 30, 130, 130), fill=colour)
    else:
        for left in range(10, 150, 40):
            draw.rectangle((left, 10, left + 14, 150), fill=colour)
    return image


def saved(folder: Path, **pictures: Image.Image) -> list[Path]:
    paths = []
    for name, image in pictures.items():
        paths.append(folder / f"{name}.png")
        image.save(paths[-1])
    return paths


class TestEveryEmbedder:
    """The shared suite."""

    @pytest.fixture(
        params=[
            ColourHistogram,
            EfficientNetEmbedder,
            LocalBinaryPatterns,
            OrientedGradients,
            get_image_embedder,
        ]
    )
    def embedder(self, request: pytest.FixtureRequest) -> ImageEmbedder:
        return request.param()

    def test_rows_of_length_one(self, embedder: ImageEmbedder) -> None:
        vectors = embedder.embed([picture(RED), picture(BLUE, "bars")])
        assert vectors.shape == (2, embedder.dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_no_pictures_give_no_rows(self, embedder: ImageEmbedder) -> None:
        assert embedder.embed([]).shape == (0, embedder.dimension)
        assert embedder.embed_photos([]).shape == (0, embedder.dimension)

    def test_a_photo_is_nearest_to_the_picture_of_its_thing(self, embedder: ImageEmbedder) -> None:
        pictures = embedder.embed([picture(RED), picture(BLUE, "bars")])
        photos = embedder.embed_photos([picture(RED), picture(BLUE, "bars")])
        assert np.allclose(np.linalg.norm(photos, axis=1), 1, atol=1e-5)
        assert list((photos @ pictures.T).argmax(axis=1)) == [0, 1]

    def test_the_same_picture_gives_the_same_vector(self, embedder: ImageEmbedder) -> None:
        one = embedder.embed([picture(RED)])
        again = embedder.embed([picture(GREEN), picture(RED)])
        assert np.allclose(one[0], again[1], atol=1e-5)

    def test_a_narrow_picture_is_no_problem(self, embedder: ImageEmbedder) -> None:
        assert np.isfinite(embedder.embed([Image.new("RGB", (8, 640), RED)])).all()


def test_a_histogram_knows_colours_and_not_shapes() -> None:
    disc, bars, other = ColourHistogram().embed([picture(RED), picture(RED, "bars"), picture(BLUE)])
    assert disc @ bars > disc @ other


def test_the_network_knows_shapes() -> None:
    disc, recoloured, bars = EfficientNetEmbedder().embed(
        [picture(RED), picture(GREEN), picture(RED, "bars")]
    )
    assert disc @ recoloured > disc @ bars


def test_a_blend_is_the_weighted_mean_of_the_cosines() -> None:
    network, colour = EfficientNetEmbedder(), ColourHistogram()
    images = [picture(RED), picture(GREEN)]
    blend = BlendedEmbedder((network, 0.75), (colour, 0.25)).embed(images)
    parts = [vectors[0] @ vectors[1] for vectors in (network.embed(images), colour.embed(images))]
    assert blend[0] @ blend[1] == pytest.approx(0.75 * parts[0] + 0.25 * parts[1], abs=1e-5)


@pytest.fixture
def lookup(tmp_path: Path) -> PhotoLookup:
    files = saved(tmp_path, red=picture(RED), green=picture(GREEN), bars=picture(BLUE, "bars"))
    pictures = [("ball", "red.png"), ("ball", "green.png"), ("fence", "bars.png")]
    return PhotoLookup.build(get_image_embedder(), pictures, files)


def test_the_network_looks_for_the_thing_anywhere_in_a_photo() -> None:
    scene = Image.new("RGB", (320, 320), (120, 110, 100))
    scene.paste(picture(RED), (150, 150))
    disc, bars = EfficientNetEmbedder().embed([picture(RED), picture(RED, "bars")])
    photo = EfficientNetEmbedder().embed_photos([scene])[0]
    assert photo @ disc > photo @ bars


def test_the_same_picture_is_found_first_and_for_sure(lookup: PhotoLookup, tmp_path: Path) -> None:
    best, second = lookup.lookup(tmp_path / "green.png", k=5)
    assert (best.product_id, best.image) == ("ball", "green.png")
    assert best.score > 0.9
    assert second.product_id == "fence"


def test_a_product_with_several_pictures_is_found_once(lookup: PhotoLookup) -> None:
    buffer = BytesIO()
    picture(RED).resize((90, 90)).save(buffer, "JPEG", quality=60)
    found = lookup.lookup(buffer.getvalue(), k=2)
    assert [match.product_id for match in found] == ["ball", "fence"]
    assert found[0].image == "red.png"


def test_a_bad_photo_is_an_error(lookup: PhotoLookup) -> None:
    with pytest.raises(BadImageError):
        lookup.lookup(b"not a picture")


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    [file] = saved(tmp_path, photo=picture(RED))
    assert PhotoLookup.build(get_image_embedder(), [], []).lookup(file) == []


def test_an_index_reads_back(lookup: PhotoLookup, tmp_path: Path) -> None:
    lookup.save(tmp_path)
    again = PhotoLookup.load(tmp_path, get_image_embedder())
    assert len(again) == 3
    assert again.lookup(tmp_path / "bars.png", 1) == lookup.lookup(tmp_path / "bars.png", 1)


def test_another_embedder_is_refused(lookup: PhotoLookup, tmp_path: Path) -> None:
    lookup.save(tmp_path)
    with pytest.raises(ModelMismatchError, match="hsv12x4x4/whole\\+middle is in use"):
        PhotoLookup.load(tmp_path, ColourHistogram())


def test_files_that_do_not_belong_together_are_refused(lookup: PhotoLookup, tmp_path: Path) -> None:
    lookup.save(tmp_path)
    record = {"embedder": get_image_embedder().identity, "pictures": []}
    (tmp_path / "images.json").write_text(json.dumps(record), "utf-8")
    with pytest.raises(BuildError, match="3 vectors for 0 pictures"):
        PhotoLookup.load(tmp_path, get_image_embedder())


def test_the_part_indexes_the_pictures_that_are_there(
    tables: Session, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    saved(pictures, ball=picture(RED), green=picture(GREEN))
    picture(RED, "bars").save(pictures / "ball.back.png")
    (pictures / "broken.png").write_bytes(b"no picture")
    tables.add_all(
        [
            Product(id="ball", category="toys", title={"en": "Ball"}, image="ball.png"),
            Product(id="fence", category="home", title={"en": "Fence"}, image="missing.png"),
            Product(id="vase", category="home", title={"en": "Vase"}, image="broken.png"),
            Product(id="plain", category="home", title={"en": "Plain"}),
        ]
    )
    tables.flush()
    tables.add_all(
        Variant(sku=sku, product_id="ball", price_cents=1, image=image)
        for sku, image in (("r", "ball.png"), ("g", "green.png"), ("x", None))
    )
    tables.flush()

    def image_file(name: str | None) -> Path | None:
        path = pictures / str(name)
        return path if path.is_file() else None

    built = tmp_path / "built"
    built.mkdir()
    data = ShopData(tables, image_file)
    metrics = part.make(data, get_embedder(), built)
    assert (metrics["pictures"], metrics["products"]) == (3, 1)
    assert "broken.png of product vase is left out" in caplog.text
    lookup = part.load(built, get_embedder())
    found = lookup.lookup(pictures / "green.png")
    assert [(match.product_id, match.image) for match in found] == [("ball", "green.png")]
    [seen_from_behind] = lookup.lookup(pictures / "ball.back.png")
    assert seen_from_behind.image == "ball.back.png"
    assert lookup.categories == {"ball": "toys", "fence": "home", "vase": "home", "plain": "home"}
    before = part.inputs(data)
    saved(pictures, green=picture(BLUE))
    assert part.inputs(data) != before


def test_a_shop_without_pictures_has_an_empty_index(tables: Session, tmp_path: Path) -> None:
    assert part.make(ShopData(tables), get_embedder(), tmp_path)["pictures"] == 0
    assert len(part.load(tmp_path, get_embedder())) == 0


@pytest.mark.parametrize(
    ("colour", "name"),
    [("#d8413d", "red"), ("#26406e", "blue"), ("#3c9a5c", "green"), ("#875a39", "brown"),
     ("#353a41", "black"), ("#fbfbf9", "white"), ("#98a1ac", "grey"), ("#f5c53a", "yellow"),
     ("#f094b1", "pink"), ("#7e55b3", "purple"), ("#ee8433", "orange"), ("#dcc6a2", "beige"),
     ("#20898b", "teal")],
)  # fmt: skip
def test_colours_have_names(colour: str, name: str) -> None:
    [found] = dominant_colours(Image.new("RGB", (40, 40), colour))
    assert (found.name, found.share) == (name, 1.0)


def test_a_colour_has_a_name_in_both_languages() -> None:
    [found] = dominant_colours(Image.new("RGB", (40, 40), "#d8413d"))
    assert [say(f"colours.{found.name}", one) for one in ("en", "zh")] == ["red", "红色"]


@pytest.mark.parametrize("plain", ["black", "white"])
def test_a_picture_of_nothing_finds_nothing(lookup: PhotoLookup, plain: str) -> None:
    buffer = BytesIO()
    Image.new("RGB", (300, 300), plain).save(buffer, "PNG")
    found = lookup.find(buffer.getvalue())
    assert found.verdict == "unusable"
    assert found.matches == ()
    assert found.quality.findings[0].code == "blank"


def test_a_filter_leaves_out_what_it_does_not_allow(lookup: PhotoLookup, tmp_path: Path) -> None:
    found = lookup.find(tmp_path / "green.png", allowed={"fence"})
    assert [match.product_id for match in found.matches] == ["fence"]
    assert found.verdict == "similar"
    assert lookup.find(tmp_path / "green.png", allowed={"ball"}).verdict == "same"


def test_a_match_says_why(lookup: PhotoLookup, tmp_path: Path) -> None:
    [best, *_] = lookup.find(tmp_path / "green.png").matches
    assert [reason.code for reason in best.reasons] == ["looks", "colour"]
    assert best.reasons[1].texts == {"en": "same colour (green)", "zh": "颜色相同（绿色）"}


def emblem(number: int) -> Image.Image:
    """One of sixteen pictures that differ in colour, shape and place."""
    image = Image.new("RGB", (200, 200), (235, 235, 230))
    draw = ImageDraw.Draw(image)
    colour = [RED, GREEN, BLUE, (240, 180, 20)][number % 4]
    x, y = 30 + 20 * (number % 5), 25 + 15 * (number // 4)
    box = (x, y, x + 90, y + 90)
    [draw.ellipse, draw.rectangle, draw.chord, draw.pieslice][number // 4](
        *((box,) if number // 4 < 2 else (box, 30, 250)), fill=colour
    )
    for line in range(number):
        draw.line((10, 190 - 9 * line, 190, 190 - 9 * line), fill=(60, 60, 60), width=3)
    return image


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory: pytest.TempPathFactory) -> PhotoLookup:
    folder = tmp_path_factory.mktemp("emblems")
    files = saved(folder, **{f"e{number}": emblem(number) for number in range(16)})
    return PhotoLookup.build(
        get_image_embedder(), [(path.stem, path.name) for path in files], files
    )


def test_the_calibration_keeps_nine_tenths_of_the_own_products(calibrated: PhotoLookup) -> None:
    assert calibrated.calibration.kept >= 0.9
    assert calibrated.calibration.of_score > 0


def test_what_the_shop_does_not_have_is_said(calibrated: PhotoLookup) -> None:
    buffer = BytesIO()
    stranger = Image.effect_mandelbrot((220, 220), (-2, -1.5, 1, 1.5), 60).convert("RGB")
    ImageOps.equalize(stranger).save(buffer, "PNG")
    found = calibrated.find(buffer.getvalue(), reads_text=False)
    assert found.verdict == "none"
    assert found.matches == ()
    assert len(found.nearest) == 5


def test_a_photo_of_a_picture_is_recognised(calibrated: PhotoLookup) -> None:
    buffer = BytesIO()
    emblem(6).resize((150, 150)).rotate(6, fillcolor=(90, 90, 90)).save(buffer, "JPEG", quality=50)
    found = calibrated.find(buffer.getvalue())
    assert found.nearest[0].product_id == "e6"
