"""What the assistant knows: records, their loading and their text."""
