"""The residents' door to projects: what is called for, chosen, and done with the money."""
