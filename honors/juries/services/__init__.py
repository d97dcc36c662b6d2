"""The verbs: a panel is set up, jurors are asked, score, stand aside; it is closed."""
