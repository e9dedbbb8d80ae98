"""Rules that compare candidates two by two, as Condorcet asked in 1785."""
