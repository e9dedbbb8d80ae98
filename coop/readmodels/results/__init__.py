"""What the pages of a closed vote show: the outcome, the count, the proof."""
