"""Document review (rà soát văn bản): what is wrong in an administrative document, and why."""
