"""What waits for a second person: asked by one, decided by another, kept with what was shown."""
