"""The residents' door to campaigns: what is open, what is made public, who was honoured."""
