"""Looking at a case leaves a trace: who, and when; what is sealed in it is opened here alone."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from support_services.casework.models import Case
from support_services.casework.selectors import case_visible_to
from support_services.casework.selectors.incoming import incoming_of, phone_of
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.registry.covered import REASONS
from veterans.registry.services.account_evidence import Shown


@dataclass(frozen=True)
class Opened:
    """What a case says, open. Names of people are shown; telephones only by ``see_phone``."""

    case: Case
    content: str
    representatives: list[str]


@transaction.atomic
def open_up(*, case_id: int, by: User, at: datetime) -> Opened:
    """The case with what is sealed in it, for whoever may see it; the look is on record."""
    case = case_visible_to(by, case_id)
    names = str(case.representatives or "")
    _record("viewed", case, by, at)
    return Opened(case, str(case.content), names.split("\n") if names else [])


@transaction.atomic
def see_phone(*, case_id: int, reason: str, by: User, at: datetime) -> str:
    """The telephone to call back, for a reason that is on record."""
    if reason not in REASONS:
        raise Refused("请选择查看的原因。")
    case = case_visible_to(by, case_id)
    phone = phone_of(case, incoming_of(case))
    if not phone:
        raise Refused("没有登记联系电话。")
    _record("phone_seen", case, by, at, {"reason": reason})
    return phone


@transaction.atomic
def open_consent(*, case_id: int, by: User, at: datetime) -> Shown:
    """The paper by which somebody speaks for the person."""
    case = case_visible_to(by, case_id)
    stored = case.consent
    if stored is None:
        raise NotFound("没有委托书。")
    _record("consent_seen", case, by, at)
    ending = stored.name.rpartition(".")[2]
    return Shown(f"委托书-{case.number}.{ending}", stored.content_type, stored.byte_count,
                 stored.read())  # fmt: skip


def _record(
    deed: str, case: Case, by: User, at: datetime, detail: dict[str, str] | None = None
) -> None:
    """Under the person, whose file it belongs to; under the case where there is none."""
    audit.record(
        actor=by,
        action=f"case.{deed}",
        subject="person" if case.person_id else "case",
        subject_id=case.person_id or case.pk,
        detail={**(detail or {}), "case": case.pk},
        at=at,
    )
