"""How a person proves to be that person: passwords, links in letters, signed-in sessions."""
