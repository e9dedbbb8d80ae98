"""The files in which elections travel."""
