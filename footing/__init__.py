"""What every floor of the house stands on: column types, constraint names, the refusal."""
