"""Sets of labelled photos, and the measurement of classifiers on them."""

import tarfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ecomcore.errors import NotFoundError
from ecomcore.images.classifiers import Discriminant, FineTuned, views_of
from ecomcore.images.evaluate.classification import evaluate_classification
from ecomcore.images.evaluate.groups import only, without_copies
from ecomcore.images.photo_set import catalogue_set, held_out_set, training_set

COLOURS = {"0": (210, 40, 40), "1": (40, 150, 60), "2": (40, 60, 200)}


def photo(label: str, number: int) -> Image.Image:
    """A disc (class 0), bars (class 1) or a frame (class 2), each photo a little different."""
    shade = 200 + 5 * (number % 8)
    image = Image.new("RGB", (120 + number, 110), (shade, shade, shade))
    draw = ImageDraw.Draw(image)
    box = (20 + number, 15, 90 + number, 95)
    if label == "0":
        draw.ellipse(box, fill=COLOURS[label])
    elif label == "1":
        for left in range(10, 110, 25):
            draw.rectangle((left, 10 + number, left + 10, 100), fill=COLOURS[label])
    else:
        draw.rectangle(box, outline=COLOURS[label], width=9)
    return image


def encoded(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Training photos in an archive, test photos as files; classes 0 and 1 are of the coarse class 7, 2 of 8."""
    train, test = tmp_path / "train", tmp_path / "test"
    train.mkdir()
    lines = []
    with tarfile.open(train / "photos.tar", "w") as archive:
        for label in COLOURS:
            for number in range(6):
                name, content = f"a/{label}/{number}.jpg", encoded(photo(label, number))
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, BytesIO(content))
                lines.append(f"{name}, {label}, {8 if label == '2' else 7}")
    (train / "train.txt").write_text("\n".join(lines) + "\n")
    lines = []
    for label in COLOURS:
        (test / "b" / label).mkdir(parents=True)
        for number in (6, 7):
            photo(label, number).save(test / "b" / label / f"{number}.jpg")
            lines.append(f"b/{label}/{number}.jpg, {label}, {8 if label == '2' else 7}")
    (test / "test.txt").write_text("\n".join(lines))
    return train, test


def test_lists_and_archives_are_read(folders: tuple[Path, Path]) -> None:
    learned, asked = training_set(folders[0]), held_out_set(folders[1])
    assert (len(learned), len(asked)) == (18, 6)
    assert list(asked.labels) == ["0", "0", "1", "1", "2", "2"]
    assert learned.coarse == {"0": "7", "1": "7", "2": "8"}
    assert learned.image(0).size == (120, 110)


def test_folders_named_by_class_are_read(folders: tuple[Path, Path]) -> None:
    (folders[1] / "test.txt").unlink()
    found = held_out_set(folders[1])
    assert list(found.labels) == ["0", "0", "1", "1", "2", "2"]
    assert found.coarse == {}


def test_what_is_listed_and_missing_is_named(folders: tuple[Path, Path]) -> None:
    (folders[1] / "b" / "1" / "6.jpg").unlink()
    found = held_out_set(folders[1])
    assert (len(found), found.unreadable) == (5, ("b/1/6.jpg",))


def test_a_folder_without_photos_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"needs train\.txt with the pictures it lists"):
        training_set(tmp_path)
    with pytest.raises(NotFoundError, match="there is no folder"):
        held_out_set(tmp_path / "none")


def test_catalogue_pictures_are_found_by_the_table_of_classes(folders: tuple[Path, Path]) -> None:
    train = folders[0]
    assert catalogue_set(train) is None
    (train / "icons").mkdir()
    photo("2", 0).save(train / "icons" / "two.jpg")
    (train / "classes.csv").write_text(
        "Class Name (str),Class ID (int),Coarse Class ID (int),Iconic Image Path (str)\n"
        "frame,2,8,/icons/two.jpg\nbars,1,7,/icons/missing.jpg\n"
    )
    found = catalogue_set(train)
    assert found is not None
    assert (list(found.labels), found.coarse) == (["2"], {"2": "8"})


def test_every_model_is_measured_on_the_same_photos(folders: tuple[Path, Path]) -> None:
    found = evaluate_classification(*folders).evaluation
    assert found.data["training_photos"] == 18
    assert found.data["test_photos"] == 6
    assert set(found.models) == {
        "frozen_logistic_one_crop", "logistic", "svm", "discriminant", "small_cnn",
    }  # fmt: skip
    assert found.models[found.default]["accuracy"] == 1.0
    assert found.models[found.default]["coarse_accuracy"] == 1.0
    assert found.models[found.default]["macro_f1"] == 1.0


def test_single_models_are_measured_beside_default_and_baseline(
    folders: tuple[Path, Path],
) -> None:
    found = evaluate_classification(*folders, views=0, only_models=["svm"]).evaluation
    assert set(found.models) == {"frozen_logistic_one_crop", "svm", "discriminant"}
    with pytest.raises(NotFoundError, match="no model forest; there are"):
        evaluate_classification(*folders, only_models=["forest"])


def test_a_photo_that_cannot_be_read_counts_as_wrong(folders: tuple[Path, Path]) -> None:
    (folders[1] / "b" / "0" / "6.jpg").write_bytes(b"no picture")
    found = evaluate_classification(*folders).evaluation
    assert found.data["unreadable"] == 1
    assert found.models[found.default]["accuracy"] == pytest.approx(5 / 6, abs=1e-4)


def test_copies_of_what_is_measured_on_may_be_kept_out_of_the_learning(
    folders: tuple[Path, Path],
) -> None:
    asked = held_out_set(folders[1])
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 90, 3), np.uint8))
    (folders[0] / "other.jpg").write_bytes(encoded(noise))
    with (folders[0] / "train.txt").open("a") as file:
        file.write("other.jpg, 0, 7\n")
    given = training_set(folders[0])
    left = without_copies(given, range(len(given)), asked, range(len(asked)))
    assert given.names.index("other.jpg") in left
    assert given.names.index("a/0/5.jpg") not in left
    assert only(given, left).names == tuple(given.names[row] for row in left)


def test_sets_without_a_class_in_common_are_refused(folders: tuple[Path, Path]) -> None:
    text = (folders[1] / "test.txt").read_text()
    (folders[1] / "test.txt").write_text(
        text.replace(", 0,", ", x,").replace(", 1,", ", y,").replace(", 2,", ", z,")
    )
    with pytest.raises(NotFoundError, match="has none of the classes"):
        evaluate_classification(*folders)


def test_the_same_seed_gives_the_same_views() -> None:
    images = [photo("0", 1)]
    one, again, other = (views_of(images.__getitem__, [0], 2, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(one.pooled, again.pooled)
    assert not np.array_equal(one.pooled, other.pooled)


def test_a_discriminant_leaves_out_what_photos_of_one_thing_differ_in() -> None:
    """Class 0 and 1 differ in the first number; within each, photos differ wildly in the second."""
    rng = np.random.default_rng(0)
    classes = np.repeat([0, 1], 40)
    views = views_of([photo("0", 1)].__getitem__, [0] * 80)
    pooled = np.full_like(views.pooled, 1.0)
    pooled[:, :, 0] += np.where(classes, 0.6, 0.0)[:, None]
    pooled[:, :, 1] += rng.uniform(0, 30, size=80)[:, None]
    views = type(views)(views.maps, pooled, views.colour, views.thumbnails)
    model = Discriminant()
    model.fit(views, classes)
    assert (model.predict(views).argmax(axis=1) == classes).all()


def test_fine_tuning_learns_and_repeats() -> None:
    labels = np.repeat([0, 1], 6)
    images = [photo(str(label), number) for number, label in enumerate(labels)]
    views = views_of(images.__getitem__, range(12), 1)
    models = [FineTuned(epochs=3), FineTuned(epochs=3)]
    for model in models:
        model.fit(views, labels)
    first, second = (model.predict(views) for model in models)
    assert (first.argmax(axis=1) == labels).all()
    assert np.allclose(first, second, atol=1e-5)
