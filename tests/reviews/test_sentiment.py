"""The sentiment of whole reviews, and how it is measured."""

import gzip
import json
from pathlib import Path

import pytest

from ecomcore.errors import SettingsError
from ecomcore.reviews.evaluate_sentiment import (
    Labelled,
    evaluate_sentiment,
    read_labelled,
)
from ecomcore.reviews.evaluate_summaries import RougeScores, evaluate_summaries, read_gold
from ecomcore.reviews.sentiment import ReviewSentiment, macro_f1

GOOD = ["很好，很喜欢", "质量好，满意", "非常好用，推荐", "物流快，东西好", "好看，喜欢"]
BAD = ["太差了，失望", "质量差，退货", "很差，不推荐", "坏了，差评", "失望，别买，差"]


def test_two_labels_are_told_apart() -> None:
    model = ReviewSentiment().fit(GOOD * 4 + BAD * 4, [1] * 20 + [0] * 20)
    assert model.predict(["东西好，喜欢", "太差，失望"]).tolist() == [1, 0]


def test_stars_are_predicted_as_stars() -> None:
    words = {1: "awful broken waste", 3: "fine average okay", 5: "wonderful perfect love"}
    texts = [f"{said} item {n}" for said in words.values() for n in range(12)]
    model = ReviewSentiment().fit(texts, [stars for stars in words for _ in range(12)])
    assert model.predict(["awful waste", "okay average", "love perfect"]).tolist() == [1, 3, 5]


def test_one_label_is_no_task() -> None:
    with pytest.raises(ValueError, match="two labels"):
        ReviewSentiment().fit(["good", "fine"], [1, 1])


def test_macro_f1_by_hand() -> None:
    # label 0: precision 1/2, recall 1, F1 2/3; label 1: precision 1, recall 1/2, F1 2/3
    assert macro_f1([0, 0, 1], [0, 1, 1]) == pytest.approx(2 / 3)


def test_labels_are_read_from_json_lines_and_csv_with_titles(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl.gz"
    with gzip.open(lines, "wt", encoding="utf-8") as file:
        file.write(
            json.dumps({"cat": "书籍", "label": "1", "review": "很好"}, ensure_ascii=False) + "\n\n"
        )
    assert read_labelled(lines) == Labelled(("很好",), (1,))
    table = tmp_path / "b.csv"
    table.write_text("id,title,review_text,rating\n1,Nice,Fits well,5\n2,,,3\n", "utf-8")
    assert read_labelled(table) == Labelled(("Nice. Fits well",), (5,))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,words\n1,good\n", "needs a text"),
        ("text,label\ngood,fine\n", "'fine' is not a number"),
        ("text,label\n", "no labelled"),
    ],
)
def test_what_cannot_be_read_is_explained(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(SettingsError, match=said):
        read_labelled(path)


def test_an_evaluation_has_the_model_its_baselines_and_intervals() -> None:
    train = Labelled(tuple(GOOD * 3 + BAD * 3), (1,) * 15 + (0,) * 15)
    found = evaluate_sentiment(train, Labelled(("很好，喜欢", "很差，失望"), (1, 0)), "t")
    assert found.models["ecomcore"]["accuracy"] == 1.0
    assert {"tfidf_logistic", "snownlp", "majority"} <= set(found.models)
    assert found.models["majority"]["accuracy"] == 0.5
    shown = found.models["ecomcore"]
    assert shown["accuracy_low"] <= shown["accuracy"] <= shown["accuracy_high"]


def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    row = {
        "rev1": "The lid never leaks. I bought it in May.",
        "rev2": "The lid is tight and never leaks at all.",
        "rev3": "My cat ignores it.",
        "summ1": "The lid is tight and never leaks.",
        "summ2": "A tight lid that never leaks.",
    }
    path.write_text(json.dumps(row) + "\n", "utf-8")
    return path


def test_rouge_by_hand() -> None:
    # three of four unigrams and two of three bigrams shared, longest common run of three words
    assert RougeScores()("lid never leaks now", ["lid never leaks here"]) == pytest.approx(
        [0.75, 2 / 3, 0.75]
    )


def test_summaries_are_measured_beside_baselines(tmp_path: Path) -> None:
    read = read_gold(gold(tmp_path))
    assert (len(read[0].reviews), len(read[0].summaries)) == (3, 2)
    found = evaluate_summaries(read, "gold")
    assert {"consensus", "lexrank", "centroid", "random", "oracle_review"} <= set(found.models)
    assert set(found.models["consensus"]) == {"rouge_1", "rouge_2", "rouge_l"}
    assert found.models["oracle_review"]["rouge_2"] > 0.5


def test_gold_without_summaries_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"rev1": "Good."}\n', "utf-8")
    with pytest.raises(SettingsError, match="1 reviews and 0 summaries"):
        read_gold(path)
