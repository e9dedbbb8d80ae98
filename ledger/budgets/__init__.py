"""A year's budget: by account, pool and month, in force by a resolution."""
