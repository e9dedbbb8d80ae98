"""The statements of the books, each laid out as one kind of table: a sheet."""
