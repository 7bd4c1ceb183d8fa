"""Messaging platforms: what they send is proved, kept, answered once, and the answer is delivered."""
