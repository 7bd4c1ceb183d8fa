"""The textbook case: a customer's purchase amount from age, by linear regression, step by step."""
