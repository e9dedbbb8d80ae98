"""What is shown of the books: start page, bank, entries, statements, months."""
