"""What the books are held against: the rooms' own tables, and a month's checklist."""
