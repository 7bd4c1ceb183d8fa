"""Names of people and places go; what a shopper wants stays."""

from __future__ import annotations

import pytest

from ecomcore.text.names import without_names


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hi, this is Emma Clark from Leeds, can I return it?", "Hi, this is [name] from [name], can I return it?"),
        ("my husband John Miller ordered it", "my husband [name] ordered it"),
        ("王芳说她的杯子坏了，能退吗", "[name]说她的杯子坏了，能退吗"),
        ("我是李明浩，想聊聊天", "我是[name]，想聊聊天"),
    ],
)  # fmt: skip
def test_names_go(text, left):
    assert without_names(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "what is your return policy",
        "he said the mug is broken",
        "the rain jacket, can i have it in blue?",
        "谢谢你小姐姐",
        "冲锋衣防水吗",
        "你们家的龙井怎么样",
        "[order] and [email] stay as they are",
        "",
    ],
)
def test_the_rest_stays(text):
    assert without_names(text) == text
