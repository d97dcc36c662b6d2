"""The residents' door to the catalogue: everything published, without sign-in, cookie or script."""
