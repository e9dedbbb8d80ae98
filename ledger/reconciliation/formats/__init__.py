"""Readers of banks' files. Each returns every line, or raises with every fault."""
