"""The verbs of a poll. ``voting`` is all that the residents' door may call."""
