"""Decide what a message wants and compose the answer from records."""
