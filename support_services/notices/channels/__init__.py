"""The roads by which people outside the portal hear."""
