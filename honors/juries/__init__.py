"""评委会: jurors score what has a number and no name; places come of it by rules."""
