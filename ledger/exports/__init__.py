"""The journal in other programs' words. Each takes entries in the order of their dates."""
