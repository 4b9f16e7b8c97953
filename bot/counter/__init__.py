"""Tools of the one-stop counter: find a procedure, check a dossier, hand out a sheet."""
