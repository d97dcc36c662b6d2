"""撤销荣誉: by a decision of whoever conferred it, asked for by one and confirmed by another."""

from datetime import date, datetime

from django.db import transaction

from honors.roll.models import Edition, Honour, Revocation
from honors.roll.selectors import editions_of, revocation_visible_to, standing
from honors.roll.services.editions import end_all, locked_honour
from honors.roll.states import (
    REVOCABLE,
    REVOCATION_LABELS,
    REVOCATION_MOVES,
    UNFINISHED,
    EditionState,
    RevocationState,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry.rules import clean_open_text

NOT_ON_THE_ROLL = "只有公布过的荣誉才谈得上撤销；没有公布的，放弃草稿就可以。"


@transaction.atomic
def ask_revocation(
    *,
    honour_id: int,
    document_no: str,
    decided_on: date,
    why: str,
    by: User,
    at: datetime,
    today: date,
) -> Revocation:
    """To be confirmed by another; until then residents read it as before, unless it is withdrawn.

    Refuses an honour that was never published, one that is revoked or being revoked, and a
    decision without number, day or reason.
    """
    require(by, "honours.revoke")
    editions_of(by, honour_id)
    honour = locked_honour(honour_id)
    rows = editions_of(by, honour_id)
    _revocable(rows)
    open_ones = Revocation.objects.filter(
        honour=honour, state__in=[RevocationState.ASKED, RevocationState.CONFIRMED]
    )
    if open_ones.exists():
        raise Refused("这项荣誉已经提出撤销，等另一人确认。")
    number = _text(document_no, "决定文号", 60)
    reason = _text(why, "撤销原因", 200)
    if not number or not reason:
        raise Refused("请填写撤销决定的文号和原因。没有决定的，先撤下，等决定下来再撤销。")
    if decided_on > today:
        raise Refused("决定日期不能晚于今天。")
    conferred = [one.conferred_on for one in rows if one.conferred_on is not None]
    if conferred and decided_on < min(conferred):
        raise Refused("撤销决定不能早于表彰，请核对日期。")
    made = Revocation.objects.create(
        honour=honour,
        document_no=number,
        decided_on=decided_on,
        why=reason,
        asked_by=by,
        asked_at=at,
    )
    _record("revocation_asked", made, by, at)
    return made


@transaction.atomic
def settle_revocation(
    *, revocation_id: int, verb: str, why: str = "", by: User, at: datetime
) -> Revocation:
    """Confirm, or turn down with a reason. Refuses whoever asked.

    Confirmed: residents read that it was revoked and nobody's name, where they could read of it
    until now; of what was withdrawn before they are told nothing. What is being corrected is
    dropped.
    """
    move = REVOCATION_MOVES[verb]
    require(by, move.duty)
    known = revocation_visible_to(by, revocation_id)
    honour = locked_honour(known.honour_id)
    revocation = Revocation.objects.select_for_update().get(pk=revocation_id)
    if revocation.state != RevocationState.ASKED:
        now = REVOCATION_LABELS[RevocationState(revocation.state)][0]
        raise Refused(f"这次撤销{now}，不用再办。")
    if revocation.asked_by_id == by.pk:
        raise Refused("提出人不能自己确认，请由另一人确认。")
    told = _text(why, "不予撤销的原因", 200)
    if verb == "reject" and not told:
        raise Refused("请写明为什么不予撤销。")
    if verb == "confirm":
        revocation.is_told = _revoke(honour, by, at)
    revocation.state, revocation.settled_why = move.target.value, told
    revocation.settled_by, revocation.settled_at = by, at
    revocation.save()
    _record(f"revocation_{verb}", revocation, by, at)
    return revocation


def _revoke(honour: Honour, by: User, at: datetime) -> bool:
    """Whether it was on the roll until now."""
    rows = list(Edition.objects.select_for_update().filter(honour=honour))
    stands = _revocable(rows)
    end_all(honour, UNFINISHED, EditionState.DROPPED, "荣誉已撤销", by, at)
    if stands.state == EditionState.PUBLISHED:
        end_all(honour, (EditionState.PUBLISHED,), EditionState.REVOKED, "撤销荣誉", by, at)
        return True
    # Whoever withdrew it stays the one who ended it.
    stands.state = EditionState.REVOKED.value
    stands.save(update_fields=["state"])
    return False


def _revocable(rows: list[Edition]) -> Edition:
    """The edition that is published, or else the last one that was withdrawn."""
    found = [one for one in rows if one.state in REVOCABLE]
    if not found:
        raise Refused(NOT_ON_THE_ROLL)
    return standing(found)


def _text(text: str, label: str, longest: int) -> str:
    told = clean_open_text(text, what=label, longest=longest)
    if kind_in(told):
        raise Refused(f"{label}里不要写身份证号、账号和个人手机号。")
    return told


def _record(deed: str, revocation: Revocation, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"honours.{deed}",
        subject="honour",
        subject_id=revocation.honour_id,
        detail={"revocation": revocation.pk},
        at=at,
    )
