"""What a customer or a visit will do (buy, leave, answer a campaign, choose a category), as the field teaches it."""
