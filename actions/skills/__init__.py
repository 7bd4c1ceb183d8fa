"""One module or folder a skill: typed arguments in, one call into the core, a message out."""
