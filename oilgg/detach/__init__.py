"""Runs apart from the terminal: what is kept of them, who looks after them, how to join them."""
