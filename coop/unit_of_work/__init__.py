"""One deed = permission + transaction + time + audit line + idempotency key."""
