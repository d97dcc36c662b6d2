"""The verbs: titles, what is told of an honour, its revocation, the look at a consent."""
