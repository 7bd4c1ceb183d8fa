"""The shop's own data: what it sells, who buys, what was ordered."""
