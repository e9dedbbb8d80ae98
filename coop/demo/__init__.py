"""A believable conservation co-op, lived through the use cases over eighteen months."""
