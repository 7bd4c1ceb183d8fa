"""One page about a shop's customers and sales."""
