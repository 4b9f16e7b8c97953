"""Answer questions about plans from their records: lists, dates, comparisons, follow-ups."""
