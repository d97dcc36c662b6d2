"""The residents' door to the double list: what troops and place do for each other."""
