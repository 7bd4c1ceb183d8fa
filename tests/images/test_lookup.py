"""Finding products by a photo: features, index, the part of the build, the evaluation."""

import csv
import json
import tarfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from ecomcore.errors import BadImageError, BuildError, ModelMismatchError, NotFoundError
from ecomcore.images import part
from ecomcore.images.evaluate import evaluate_images
from ecomcore.images.features import (
    BlendedEmbedder,
    ColourHistogram,
    EfficientNetEmbedder,
    ImageEmbedder,
    get_image_embedder,
)
from ecomcore.images.lookup import PhotoLookup
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

    @pytest.fixture(params=[ColourHistogram, EfficientNetEmbedder, get_image_embedder])
    def embedder(self, request: pytest.FixtureRequest) -> ImageEmbedder:
        return request.param()

    def test_rows_of_length_one(self, embedder: ImageEmbedder) -> None:
        vectors = embedder.embed([picture(RED), picture(BLUE, "bars")])
        assert vectors.shape == (2, embedder.dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_no_pictures_give_no_rows(self, embedder: ImageEmbedder) -> None:
        assert embedder.embed([]).shape == (0, embedder.dimension)

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
    blend = BlendedEmbedder(network, colour, 0.25).embed(images)
    parts = [vectors[0] @ vectors[1] for vectors in (network.embed(images), colour.embed(images))]
    assert blend[0] @ blend[1] == pytest.approx(0.75 * parts[0] + 0.25 * parts[1], abs=1e-5)


@pytest.fixture
def lookup(tmp_path: Path) -> PhotoLookup:
    files = saved(tmp_path, red=picture(RED), green=picture(GREEN), bars=picture(BLUE, "bars"))
    pictures = [("ball", "red.png"), ("ball", "green.png"), ("fence", "bars.png")]
    return PhotoLookup.build(get_image_embedder(), pictures, files)


def test_the_same_picture_is_found_with_score_one(lookup: PhotoLookup, tmp_path: Path) -> None:
    best, second = lookup.lookup(tmp_path / "green.png", k=5)
    assert (best.product_id, best.image) == ("ball", "green.png")
    assert best.score == pytest.approx(1, abs=1e-4)
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
    with pytest.raises(ModelMismatchError, match="hsv12x4x4 is in use"):
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
    assert part.make(data, get_embedder(), built) == {"pictures": 2, "products": 1}
    assert "broken.png of product vase is left out" in caplog.text
    found = part.load(built, get_embedder()).lookup(pictures / "green.png")
    assert [(match.product_id, match.image) for match in found] == [("ball", "green.png")]
    before = part.inputs(data)
    saved(pictures, green=picture(BLUE))
    assert part.inputs(data) != before


def test_a_shop_without_pictures_has_an_empty_index(tables: Session, tmp_path: Path) -> None:
    assert part.make(ShopData(tables), get_embedder(), tmp_path) == {"pictures": 0, "products": 0}
    assert len(part.load(tmp_path, get_embedder())) == 0


def archive(path: Path, members: dict[str, Image.Image]) -> None:
    with tarfile.open(path, "w") as file:
        for name, image in members.items():
            buffer = BytesIO()
            image.save(buffer, "PNG")
            info = tarfile.TarInfo(name)
            info.size = buffer.tell()
            buffer.seek(0)
            file.addfile(info, buffer)


@pytest.fixture
def photo_set(tmp_path: Path) -> Path:
    with (tmp_path / "classes.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            [
                "Class Name (str)",
                "Class ID (int)",
                "Coarse Class Name (str)",
                "Coarse Class ID (int)",
                "Iconic Image Path (str)",
            ]
        )
        rows.writerow(["ball", 0, "toys", 0, "/icons/ball.png"])
        rows.writerow(["fence", 1, "garden", 1, "/icons/fence.png"])
    archive(
        tmp_path / "images.tar",
        {
            "icons/ball.png": picture(RED),
            "icons/fence.png": picture(BLUE, "bars"),
            "val/a.png": picture(RED).resize((120, 120)),
            "val/b.png": picture(BLUE, "bars").resize((120, 120)),
        },
    )
    archive(tmp_path / "train.tar", {"train/a.png": picture(RED)})
    (tmp_path / "val.txt").write_text("val/a.png, 0, 0\nval/b.png, 1, 1\n")
    (tmp_path / "train.txt").write_text("train/a.png, 0, 0\n")
    return tmp_path


def test_the_evaluation_counts_photos_whose_product_comes_first(photo_set: Path) -> None:
    found = evaluate_images(photo_set)
    assert found.data["photos"] == 2
    assert set(found.models) == {"hsv", "efficientnet_lite0", "efficientnet_lite0+hsv"}
    scores = found.models[found.default]
    assert scores["catalogue_top1"] == 1.0
    assert scores["photos_top1"] == 0.5
    assert scores["photos_coarse_top1"] == 0.5


def test_an_evaluation_without_its_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"classes\.csv does not exist"):
        evaluate_images(tmp_path)
