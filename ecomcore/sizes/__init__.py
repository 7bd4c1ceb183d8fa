"""Which size fits: the shop's size charts, body measures as people write them, one size with its reasons."""
