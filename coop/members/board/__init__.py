"""The board: its numbered seats, who sat in them and for how long, and who retires next."""
