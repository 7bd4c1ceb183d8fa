"""The intent classifier on a small world whose right answers are plain."""

import numpy as np
import pytest
from components import intent_model
from components.calibration import OUT_OF_SCOPE
from components.intent_model import Example, IntentModel, IntentModelError
from components.intents import IntentClassifier
from components.network import Network, Schooling, softmax
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

WORDS = {
    "cancel_order": ("cancel", "drop", "revoke"),
    "cart_add": ("add", "basket", "take"),
    OUT_OF_SCOPE: ("president", "weather", "homework"),
}
FILLERS = ("my", "the", "please", "now", "it", "today")
ALL = [*FILLERS, *(word for words in WORDS.values() for word in words)]


def example(*words):
    """An example of these words."""
    return Example(" ".join(words), words)


class Counts:
    """Vectors that count words; those of the examples in `read` have a first one. Who was asked is remembered."""

    def __init__(self, examples, read=()):
        found = [[each.tokens.count(word) for word in ALL] for each in examples]
        self.vectors = np.array(found, dtype=np.float32)
        self.vectors /= np.maximum(np.linalg.norm(self.vectors, axis=1, keepdims=True), 1)
        self.has_first = np.isin(np.arange(len(examples)), list(read))
        self.asked_whole = []

    def first(self, rows):
        assert self.has_first[rows].all()
        return self.vectors[rows]

    def together(self, rows):
        self.asked_whole += rows.tolist()
        return self.vectors[rows]


def world(intents):
    """Sixty examples an intent: one word that tells, two that do not."""
    random = np.random.default_rng(1)
    examples, labels = [], []
    for intent in intents:
        for _ in range(60):
            examples.append(example(str(random.choice(WORDS[intent])), *random.choice(FILLERS, 2)))
            labels.append(intent)
    return examples, labels


def learnt(examples, labels, read=()):
    vectors = Counts(examples, read)
    return IntentModel.train(examples, labels, vectors, max_loss=0.02, enough_found=0.95, seed=3)


def trained(intents):
    return learnt(*world(intents))


def best(model, *words):
    asked = [example(*words)]
    (judgement,) = model.judge(asked, Counts(asked))
    return model.intents[int(judgement.probabilities.argmax())], judgement


@pytest.fixture(scope="module")
def model():
    return trained(list(WORDS))


def test_the_telling_word_decides(model):
    assert best(model, "please", "cancel", "it")[0] == "cancel_order"
    assert best(model, "basket", "now", "please")[0] == "cart_add"


def test_what_is_out_of_scope_falls_back(model):
    name, judgement = best(model, "the", "weather", "today")
    assert name == OUT_OF_SCOPE
    assert judgement.falls_back


def test_what_is_in_scope_does_not_fall_back(model):
    assert not best(model, "cancel", "it", "now")[1].falls_back


def test_probabilities_add_up(model):
    _, judgement = best(model, "add", "it")
    assert judgement.probabilities.sum() == pytest.approx(1, abs=1e-5)


def test_a_stored_model_answers_the_same(model, tmp_path):
    model.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    one, two = best(model, "drop", "my"), best(loaded, "drop", "my")
    assert one[0] == two[0]
    np.testing.assert_allclose(one[1].probabilities, two[1].probabilities, atol=1e-6)
    assert loaded.committee.calibration == model.committee.calibration
    assert loaded.early is None
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npz"}


@pytest.fixture(scope="module")
def early():
    """A model all of whose examples had a first vector."""
    examples, labels = world(WORDS)
    return learnt(examples, labels, range(len(examples)))


def test_where_the_first_vector_is_sure_the_whole_one_is_not_asked_for(early):
    asked = [example("please", "cancel", "it"), example("basket")]
    vectors = Counts(asked, read=[0])
    sure, unread = early.judge(asked, vectors)
    assert vectors.asked_whole == [1]
    assert early.intents[int(sure.probabilities.argmax())] == "cancel_order"
    assert sure.probabilities.max() >= intent_model.SURE
    assert early.intents[int(unread.probabilities.argmax())] == "cart_add"


def test_where_the_first_vector_is_in_doubt_the_whole_one_decides(early, monkeypatch):
    asked = [example("please", "cancel", "it")]
    vectors = Counts(asked, read=[0])
    monkeypatch.setattr(intent_model, "SURE", 1.01)
    (judgement,) = early.judge(asked, vectors)
    assert vectors.asked_whole == [0]
    assert early.intents[int(judgement.probabilities.argmax())] == "cancel_order"


def test_out_of_scope_is_left_to_the_whole_vector(early):
    asked = [example("the", "weather", "today")]
    vectors = Counts(asked, read=(0,))
    (judgement,) = early.judge(asked, vectors)
    assert vectors.asked_whole == [0]
    assert judgement.falls_back


def test_a_stored_model_keeps_who_speaks_first(early, tmp_path):
    early.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    asked = [example("please", "cancel", "it")]
    vectors = Counts(asked, read=[0])
    (one,), (two,) = early.judge(asked, vectors), loaded.judge(asked, vectors)
    np.testing.assert_allclose(one.probabilities, two.probabilities, atol=1e-6)
    assert vectors.asked_whole == []


def test_a_first_vector_that_does_not_know_every_intent_decides_nothing():
    examples, labels = world(WORDS)
    read = [row for row, label in enumerate(labels) if label != "cart_add"]
    assert learnt(examples, labels, read).early is None


def test_two_intents_without_out_of_scope():
    model = trained(["cancel_order", "cart_add"])
    assert best(model, "revoke", "it")[0] == "cancel_order"
    assert best(model, "take", "it")[0] == "cart_add"


def test_an_intent_with_one_example_is_no_obstacle():
    examples, labels = world(["cancel_order", "cart_add"])
    model = learnt([*examples, example("weather")], [*labels, "smalltalk"])
    assert set(model.intents) == {"cancel_order", "cart_add", "smalltalk"}


def test_one_intent_cannot_be_told_apart():
    with pytest.raises(IntentModelError, match="two"):
        trained(["cart_add"])


def test_training_is_repeatable():
    x = np.eye(4, dtype=np.float32)
    y = np.array([0, 1, 0, 1])
    how = Schooling(hidden=8, epochs=2, least_steps=10)
    one, two = (Network.train(x, y, 2, seed=5, how=how).logits(x) for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_the_average_of_networks_is_one_network():
    x = np.random.default_rng(1).normal(size=(12, 5)).astype(np.float32)
    how = Schooling(hidden=8, epochs=2, least_steps=10)
    members = [Network.train(x, np.arange(12) % 3, 3, seed=seed, how=how) for seed in range(3)]
    expected = np.mean([member.logits(x) for member in members], axis=0)
    np.testing.assert_allclose(Network.average(members).logits(x), expected, atol=1e-5)


def test_few_examples_are_not_seen_for_ever():
    """Sixteen examples are one step an epoch, so the epochs and not the steps must be bounded."""
    how = Schooling(hidden=8, epochs=2, least_steps=10**9, most_epochs=3)
    x = np.eye(16, dtype=np.float32)
    network = Network.train(x, np.arange(16) % 2, 2, seed=5, how=how)
    assert network.logits(x).shape == (16, 2)


def test_softmax_of_large_logits():
    np.testing.assert_allclose(softmax(np.array([[1000.0, 1000.0]])), [[0.5, 0.5]])


@pytest.mark.parametrize(
    ("text", "is_understood"),
    [("add it", True), ("?!... --", False), ("。。。", False), ("add 👍", True)],
)
def test_punctuation_alone_is_not_understood(text, is_understood, monkeypatch):
    message = Message({TEXT: text})
    vectors = Counts([example("add", "it")])
    monkeypatch.setattr(IntentClassifier, "_vectors", lambda self, messages: vectors)
    config = {**IntentClassifier.get_default_config(), "encoders": {}, "first": ""}
    model = trained(["cancel_order", "cart_add"])
    IntentClassifier(config, None, None, model).process([message])
    is_fallback = message.get("intent")["name"] == DEFAULT_NLU_FALLBACK_INTENT_NAME
    assert is_fallback is not is_understood
