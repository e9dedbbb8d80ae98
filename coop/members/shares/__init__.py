"""Ownership: share classes, applications, and the register that is only ever added to."""
