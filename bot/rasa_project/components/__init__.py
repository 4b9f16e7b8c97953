"""Our Rasa pipeline components (Python 3.10, rasa 3.6.21)."""
