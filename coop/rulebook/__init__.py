"""The bylaws as data: typed, versioned, each version tied to the resolution that made it."""
