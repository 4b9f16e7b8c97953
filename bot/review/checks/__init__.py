"""The checks of review, one module an area; each has `check(document, known)`."""
