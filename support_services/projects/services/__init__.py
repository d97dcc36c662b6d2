"""The verbs: calls, applications, their review, the choice, and what follows it."""
