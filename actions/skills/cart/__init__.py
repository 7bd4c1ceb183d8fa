"""Skill `cart`: put in, take out, change, show, use a coupon, go to the checkout."""
