"""The verbs of the subsidies. Each checks the duty, changes, moves the state and leaves a trail,
in one transaction; each takes the clock as ``at`` or ``today``.
"""
