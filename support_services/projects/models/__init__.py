"""Calls, applications, their review, and what came of those that were chosen."""

from support_services.projects.models.applications import (
    Application,
    BudgetLine,
    Milestone,
    ProjectPaper,
)
from support_services.projects.models.calls import Call, Criterion
from support_services.projects.models.carrying import Extension, Result, Spending
from support_services.projects.models.review import Assignment, Ballot, Score, UnitTie

__all__ = [
    "Application",
    "Assignment",
    "Ballot",
    "BudgetLine",
    "Call",
    "Criterion",
    "Extension",
    "Milestone",
    "ProjectPaper",
    "Result",
    "Score",
    "Spending",
    "UnitTie",
]
