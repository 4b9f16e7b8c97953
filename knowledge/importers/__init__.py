"""Readers of other people's files; each returns typed records and what it doubts."""
