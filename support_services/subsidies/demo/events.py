"""What can happen to the invented people, each as it is entered at the bureau. Plain data."""

from dataclasses import dataclass
from datetime import date

from support_services.subsidies.demo.population import Account, Human, Right
from support_services.subsidies.rules import EndReason


@dataclass(frozen=True, slots=True)
class Event:
    """Something entered at the bureau on that day, about somebody (by ``Human.serial``)."""

    on: date
    human: int


@dataclass(frozen=True, slots=True)
class Registered(Event):
    """A right newly approved, in time or late."""

    right: Right


@dataclass(frozen=True, slots=True)
class Died(Event):
    """A death became known; ``ends`` false where the rights are ended only later."""

    died_on: date
    ends: bool


@dataclass(frozen=True, slots=True)
class Ended(Event):
    """A right was ended otherwise than by death. ``ended_on`` is the day that ended it."""

    scheme: str
    ended_on: date
    reason: EndReason


@dataclass(frozen=True, slots=True)
class PayeeNamed(Event):
    """The family named who receives what follows a death; ``heir`` may have to be registered."""

    schemes: tuple[str, ...]
    heir: Human
    is_new: bool


@dataclass(frozen=True, slots=True)
class Regraded(Event):
    """Another grade from the month of approval on."""

    scheme: str
    approved_on: date
    grade: int
    document_no: str


@dataclass(frozen=True, slots=True)
class Suspended(Event):
    """中止, decided by the province; the bureau records it."""

    scheme: str
    established_on: date
    reason: str
    document_no: str


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """The suspension is over, from the month of the application."""

    scheme: str
    document_no: str


@dataclass(frozen=True, slots=True)
class HoldPlaced(Event):
    """暂缓: somebody has to look first."""

    scheme: str
    reason: str


@dataclass(frozen=True, slots=True)
class HoldReleased(Event):
    """Somebody has looked; all is well."""

    scheme: str
    note: str


@dataclass(frozen=True, slots=True)
class AccountGiven(Event):
    """An account was entered; somebody else still has to verify it."""

    account: Account


@dataclass(frozen=True, slots=True)
class AccountVerified(Event):
    """The current account was compared with the paper."""
