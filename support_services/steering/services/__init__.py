"""The verbs of the steering group."""
