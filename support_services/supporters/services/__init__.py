"""The verbs of supporters: each with its duty, its lock, its state and its word in the log."""
