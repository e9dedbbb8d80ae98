"""Circles of expertise: members who share a subject ask, offer and note."""
