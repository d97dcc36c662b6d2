"""The residents' front page and its one box, without sign-in, cookie or script."""
