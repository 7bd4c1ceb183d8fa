"""The claims of the project, measured: one program a claim, run by the targets `bench-…` of the Makefile."""
