"""Who votes, and for whom: proxies, declared interests, and the roll as members read it."""
