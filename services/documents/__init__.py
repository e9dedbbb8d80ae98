"""Documents that leave the house: numbered, hashed, superseded, never edited."""
