"""Campaigns, nominations, candidates, what other offices answer, the publicity, the awards."""

from honors.campaigns.models.awards import Award, Recommendation
from honors.campaigns.models.campaigns import Campaign, Department, Field, JuryCriterion
from honors.campaigns.models.candidates import Candidate, Nomination, NominationPaper
from honors.campaigns.models.checking import CheckAnswer
from honors.campaigns.models.publicity import Objection, ObjectionPaper

__all__ = [
    "Award",
    "Campaign",
    "Candidate",
    "CheckAnswer",
    "Department",
    "Field",
    "JuryCriterion",
    "Nomination",
    "NominationPaper",
    "Objection",
    "ObjectionPaper",
    "Recommendation",
]
