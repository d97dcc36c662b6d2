"""Reading the double list; the bureau alone sees it."""
