"""The roof: the Flask app, members and their shares, the rulebook, and every whole deed."""
