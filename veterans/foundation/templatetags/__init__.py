"""Template tags that every door may use."""
