"""The verbs of the plaques."""
