"""People, organisations and their representatives, membership, and the share register."""
