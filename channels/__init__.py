"""Where messages come in and answers go out, and the only wiring."""
