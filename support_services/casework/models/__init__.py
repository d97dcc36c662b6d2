"""Cases with their story, their pauses and extensions; the clock rules; errands; what residents
sent."""

from support_services.casework.models.cases import (
    Case,
    CaseEntry,
    CaseExtension,
    CasePause,
    ClockRule,
    ExtensionState,
)
from support_services.casework.models.errands import Errand, ErrandItem, ErrandKind, ErrandStep
from support_services.casework.models.incoming import Incoming

__all__ = [
    "Case",
    "CaseEntry",
    "CaseExtension",
    "CasePause",
    "ClockRule",
    "Errand",
    "ErrandItem",
    "ErrandKind",
    "ErrandStep",
    "ExtensionState",
    "Incoming",
]
