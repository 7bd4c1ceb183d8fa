"""The reviews of a small shop whose answers can be told by reading them."""

WRITTEN = [
    ("r1", 5, "en", "Boils very fast. It does not leak at all."),
    ("r2", 4, "en", "Boils water quickly, and the handle is comfortable."),
    ("r3", 5, "zh", "烧水很快，颜色也好看。"),
    ("r4", 1, "en", "The lid broke after two weeks."),
    ("r5", 2, "zh", "用了一个月盖子就坏了，客服不回复。"),
]
