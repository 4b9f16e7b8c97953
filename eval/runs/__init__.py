"""`motcua eval all`: every suite in one run, its results in one folder, and what they are worth."""
