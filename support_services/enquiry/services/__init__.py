"""What the residents' door may do here, and nothing else: ask, give the code back, leave, and say
that something is wrong. ``sending`` is the worker's."""

from support_services.enquiry.services.asking import Asked, ask, is_open, is_token, ticket_of
from support_services.enquiry.services.proving import Viewer, leave, prove, whose
from support_services.enquiry.services.reporting import report

__all__ = [
    "Asked",
    "Viewer",
    "ask",
    "is_open",
    "is_token",
    "leave",
    "prove",
    "report",
    "ticket_of",
    "whose",
]
