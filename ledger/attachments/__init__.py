"""Receipts: files kept under their hash, hung on entries, drafts and bank lines."""
