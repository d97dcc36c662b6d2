"""The service centre and the town and village stations."""
