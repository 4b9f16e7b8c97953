"""State: the database and what it keeps."""
