"""Panels, what they judge, who judges, and what was given.

Everything but a panel's state, a juror's leaving and the end of a tie or a telephone is added and
never changed (triggers).
"""

from honors.juries.models.ballots import Assignment, Ballot, Place, Score
from honors.juries.models.jurors import JurorContact, JurorTie, Recusal, Seat
from honors.juries.models.panels import TEXT_LENGTH, Criterion, Entry, EntryMark, Panel, Section

__all__ = [
    "TEXT_LENGTH",
    "Assignment",
    "Ballot",
    "Criterion",
    "Entry",
    "EntryMark",
    "JurorContact",
    "JurorTie",
    "Panel",
    "Place",
    "Recusal",
    "Score",
    "Seat",
    "Section",
]
