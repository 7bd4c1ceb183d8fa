"""Reads messages as the trained bot does: texts in, one JSON line each out; for measurements without a running bot."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path


async def parse(model: Path, texts: Sequence[str]) -> list[dict[str, object]]:
    """Return what Rasa passes on of each text: `intent`, `intent_ranking`, `entities`, `requests`, `language`."""
    from rasa.core.agent import load_agent

    agent = await load_agent(model_path=str(model))
    return [dict(await agent.parse_message(text)) for text in texts]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read JSON texts from the standard input, a line each, and write what is understood of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a trained model (.tar.gz)")
    model = parser.parse_args(arguments).model
    texts = [json.loads(line) for line in sys.stdin if line.strip()]
    for found in asyncio.run(parse(model, texts)):
        print(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
