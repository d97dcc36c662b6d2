"""The residents' door to votes: choose, give the code back; no sign-in, cookie or script."""
