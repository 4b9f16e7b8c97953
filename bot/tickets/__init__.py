"""Residents' reports (phản ánh, kiến nghị): checked, filed once, followed until they are closed."""
