"""From a shop's files to its chat: import, the facts that files do not hold, and what is missing before going live."""
