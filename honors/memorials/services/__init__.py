"""The verbs of the memorials."""
