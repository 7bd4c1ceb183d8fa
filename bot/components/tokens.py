"""Cuts mixed English and Chinese text into tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from components.language import plain_text_of
from shoptalk.email_address import PATTERN

_PIECE = re.compile(
    rf"(?P<whole>(?a:{PATTERN})|https?://\S+|\#?(?=[A-Za-z-]*\d)[A-Za-z]+(?:-?[A-Za-z0-9]+)+)"
    r"|(?P<han>[\u3400-\u9fff]+)"
    r"|(?P<word>[^\W\d_\u3400-\u9fff]+(?:'[^\W\d_]+)?)"
    r"|(?P<number>\d+(?:[.,:]\d+)*)"
    r"|(?P<mark>[^\w\s]|_)"
)


@lru_cache(maxsize=1)
def _chinese_cutter() -> Any:
    """Return jieba's cutter with its packaged dictionary.

    It is filled here because jieba's own start reads a cache with `marshal` from the shared temporary folder, where
    any user of the machine can put one.
    """
    import jieba

    cutter = jieba.Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    return cutter


def tokens_of(text: str) -> Iterator[tuple[str, int]]:
    """Yield each token of `text` with its start.

    Words, numbers, single marks and emoji are tokens; order numbers, e-mail and web addresses stay whole; runs of
    Han are cut into words by jieba.
    """
    for match in _PIECE.finditer(text):
        if match.lastgroup == "han":
            for word, start, _ in _chinese_cutter().tokenize(match.group()):
                yield word, match.start() + start
        else:
            yield match.group(), match.start()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MixedTokenizer(Tokenizer):
    """Gives every message its tokens; those of `text` are tokens of its plain text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return Rasa's own settings of a tokenizer."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of one attribute of the message."""
        text = plain_text_of(message) if attribute == TEXT else str(message.get(attribute))
        return [Token(word, start) for word, start in tokens_of(text)]
