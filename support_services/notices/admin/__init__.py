"""Notices at the bureau's door."""
