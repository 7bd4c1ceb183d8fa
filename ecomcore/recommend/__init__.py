"""Products for a shopper: like another product, popular, or fitting what somebody bought."""
