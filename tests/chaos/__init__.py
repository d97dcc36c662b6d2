"""Months of payment with real processes, while things die at random. ``python -m tests.chaos``."""
