"""The residents' door to the roll: who was honoured, without sign-in, cookie or script."""
