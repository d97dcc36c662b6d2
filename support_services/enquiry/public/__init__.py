"""The residents' door to one's own: ask, give the code back, look, say what is wrong, leave."""
