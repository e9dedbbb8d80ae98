"""The surplus, back to those whose business made it."""
