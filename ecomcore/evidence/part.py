"""The build part `evidence`: every statement about every product, with its vector."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from ecomcore.errors import BuildError
from ecomcore.evidence.book import EvidenceBook
from ecomcore.evidence.statements import ProductFacts, frequencies, read_facts
from ecomcore.evidence.vocabulary import Vocabulary
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder

NAME = "evidence"
VERSION = 1
FACTS_FILE = "facts.json"
VECTORS_FILE = "vectors.npy"


def inputs(data: ShopData) -> object:
    """Return everything that is stated about the products."""
    return {"products": [facts.as_dict() for facts in read_facts(data)], "terms": _terms(data)}


def make(data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
    """Write the facts, and the vector of every statement (half precision, in their order)."""
    products = read_facts(data)
    texts = [statement.text for product in products for statement in product.statements]
    distinct = list(dict.fromkeys(texts))
    row_of = {text: row for row, text in enumerate(distinct)}
    vectors = embedder.embed(distinct)[[row_of[text] for text in texts]]
    value = {
        "products": [product.as_dict() for product in products],
        "frequencies": frequencies(products),
        "terms": _terms(data),
    }
    (folder / FACTS_FILE).write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    np.save(folder / VECTORS_FILE, vectors.astype(np.float16), allow_pickle=False)
    return {"products": float(len(products)), "statements": float(len(texts))}


def load(folder: Path, embedder: TextEmbedder) -> EvidenceBook:
    """Read the part for serving.

    Raises:
        BuildError: a file is missing, damaged, or does not go with the other one.
    """
    try:
        value = json.loads((folder / FACTS_FILE).read_text("utf-8"))
        products = [ProductFacts.from_dict(raw) for raw in value["products"]]
        vectors = np.load(folder / VECTORS_FILE, allow_pickle=False)
        vocabulary = Vocabulary.of(value["terms"], products, value["frequencies"])
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise BuildError(
            f"the evidence in {folder} is damaged ({type(error).__name__}: {error}); "
            "run 'ecomcore build'"
        ) from error
    if len(vectors) != sum(len(product.statements) for product in products):
        raise BuildError(f"{folder / VECTORS_FILE} is of another build; run 'ecomcore build'")
    return EvidenceBook(products, vectors, vocabulary, embedder)


def _terms(data: ShopData) -> list[dict[str, Any]]:
    columns = ["kind", "words", "synonyms"]
    return [
        dict(zip(columns, row, strict=True))
        for row in data.terms[columns].itertuples(index=False, name=None)
    ]
