"""What the bot is trained from."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from actions.skills.registry import handlers
from scripts import training
from scripts.bootstrap import ROOT


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    for name, text in {
        "domain/orders.yml": "intents: [cancel_order]\nentities: [order_number]",
        "domain/talk.yml": "intents:\n- greet: {use_entities: []}",
        "data/nlu/orders.en.yml": "nlu: []",
        "components/intents.py": "not for Rasa's folder",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_every_intent_gets_a_rule_to_the_action_of_its_name(bot: Path):
    found = training.material(bot, {})
    assert yaml.safe_load(found["domain/actions.yml"]) == {
        "version": "3.1",
        "actions": ["action_cancel_order", "action_greet"],
    }
    assert yaml.safe_load(found["data/rules.yml"])["rules"] == [
        {
            "rule": "cancel order",
            "steps": [{"intent": "cancel_order"}, {"action": "action_cancel_order"}],
        },
        {"rule": "greet", "steps": [{"intent": "greet"}, {"action": "action_greet"}]},
    ]


def test_the_files_themselves_are_taken_as_they_are(bot: Path, tmp_path: Path):
    found = training.material(bot, {})
    training.write(found, tmp_path / "written")
    written = tmp_path / "written" / "domain" / "orders.yml"
    assert written.read_bytes() == (bot / "domain" / "orders.yml").read_bytes()
    assert set(found) == {
        "domain/orders.yml",
        "domain/talk.yml",
        "domain/actions.yml",
        "data/nlu/orders.en.yml",
        "data/rules.yml",
    }


@pytest.fixture
def said(bot: Path) -> Path:
    turns = """
    - name: late
      part: train
      turns:
        - {say: "hiya", skill: greet}
        - {say: "stop 20001", skill: [cancel_order, greet]}
        - {say: "hi. cancel it", skills: [greet, cancel_order]}
        - {say: "the blue one", skill: answer}
        - {say: "no", skill: [greet, answer]}
        - {say: "{CODE} hi", skill: greet}
    - name: other
      part: train
      turns: [{say: "call the order off", skill: cancel_order}]
    - name: measured
      part: held
      turns: [{say: "morning", skill: greet}]
    """
    (bot / "turns").mkdir()
    (bot / "turns" / "en.yml").write_text(turns)
    return bot


def test_what_is_said_for_one_intent_in_labelled_conversations_is_an_example(said: Path):
    found = yaml.safe_load(training.material(said, {})["data/nlu/turns.yml"])["nlu"]
    assert found == [
        {"intent": "cancel_order", "examples": "- stop 20001\n- call the order off\n"},
        {"intent": "greet", "examples": "- hiya\n"},
    ]


def test_what_is_an_example_of_another_intent_already_is_none(said: Path):
    (said / "data" / "nlu" / "orders.en.yml").write_text(
        "nlu:\n- intent: cancel_order\n  examples: |\n    - Hiya\n"
    )
    found = yaml.safe_load(training.material(said, {})["data/nlu/turns.yml"])["nlu"]
    assert [entry["intent"] for entry in found] == ["cancel_order"]


def test_a_conversation_can_be_left_out_of_the_examples(said: Path):
    found = training.material(said, {}, unheard={"late"})["data/nlu/turns.yml"]
    assert [entry["examples"] for entry in yaml.safe_load(found)["nlu"]] == [
        "- call the order off\n"
    ]


def test_a_file_of_conversations_in_another_form_is_named(said: Path):
    (said / "turns" / "en.yml").write_text("- {name: no turns}")
    with pytest.raises(training.TrainingFileError, match=r"en\.yml"):
        training.material(said, {})


def test_a_skill_answers_every_intent_that_the_bot_is_trained_for():
    assert sorted(training.intents(training.material(ROOT / "bot", {}))) == sorted(handlers())


def test_what_the_staff_have_reviewed_is_learned_for_intents_that_there_are(bot: Path):
    file = bot / "examples.yml"
    file.write_text(
        "- {text: hey ho, intent: greet, language: en, by: anna, on: 2026-11-24}\n"
        "- {text: scrap it, intent: cancel_order, language: en, by: anna, on: 2026-11-24}\n"
        "- {text: fly, intent: no_more, language: en, by: anna, on: 2026-11-24}\n"
    )
    found = yaml.safe_load(training.material(bot, {}, reviewed=file)["data/nlu/reviewed.yml"])
    assert found["nlu"] == [
        {"intent": "cancel_order", "examples": "- scrap it\n"},
        {"intent": "greet", "examples": "- hey ho\n"},
    ]
    assert "data/nlu/reviewed.yml" not in training.material(bot, {}, reviewed=bot / "none.yml")


def test_reviewed_examples_of_another_form_are_refused(bot: Path):
    file = bot / "examples.yml"
    file.write_text("- {text: hey ho}\n")
    with pytest.raises(training.TrainingFileError, match=r"examples\.yml"):
        training.material(bot, {}, reviewed=file)
