"""The sentence vectors of messages: who reads which language, and how much each reader counts."""

import numpy as np
import pytest
from components.language import MessageLanguage
from components.sentences import SentenceFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

WEIGHTS = {"usem3": 1.0, "bge_small_en": 3.0}


def read(texts, weights=WEIGHTS):
    """The vectors of each text, by encoder."""
    messages = MessageLanguage().process([Message({TEXT: text}) for text in texts])
    SentenceFeaturizer({"encoders": weights}).process(messages)
    return [{each.origin: each.features[0] for each in message.features} for message in messages]


def test_an_encoder_counts_as_it_weighs():
    (english,) = read(["where is my order"])
    ratio = np.linalg.norm(english["bge_small_en"]) / np.linalg.norm(english["usem3"])
    assert ratio == pytest.approx(3, abs=1e-4)


def test_the_vectors_of_a_message_have_length_one_whoever_reads_it():
    for vectors in read(["where is my order", "我的订单在哪里"]):
        assert np.linalg.norm(np.concatenate(list(vectors.values()))) == pytest.approx(1, abs=1e-4)


def test_an_encoder_gives_zeros_to_what_it_does_not_read():
    english, chinese = read(["where is my order", "我的订单在哪里"], {"bge_small_en": 1.0})
    assert english["bge_small_en"].any()
    assert not chinese["bge_small_en"].any()


def test_a_text_alone_and_in_a_batch_has_the_same_vectors():
    together, _ = read(["where is my order", "the parcel that you sent me last week came open"])
    (alone,) = read(["where is my order"])
    for name, vector in together.items():
        assert vector @ alone[name] / (vector @ vector) == pytest.approx(1, abs=0.02)
