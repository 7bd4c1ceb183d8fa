"""Facts about a shop's service, computed: where it sends, by when, for how much, how to pay, when people are there."""
