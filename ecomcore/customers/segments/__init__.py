"""Groups of customers that a marketer can name and act on."""
