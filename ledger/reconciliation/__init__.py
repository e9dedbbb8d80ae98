"""The bank's word beside ours: imported lines, suggestions, matches."""
