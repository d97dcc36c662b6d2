"""收回 and 恢复: each asked for by one and decided by another. The decision opens the task to
take the plaque in; only what was done at the door changes the register."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from honors.plaques import rule_book
from honors.plaques.models import Withdrawal
from honors.plaques.selectors import home_visible_to, people_of, withdrawal_visible_to
from honors.plaques.services.log import record
from honors.plaques.services.reckoning import reckon_homes, together
from honors.plaques.states import OPEN, WITHDRAWAL_MOVES, WithdrawalState
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry import rules as registry_rules

ONCE = "这一户已经提出收回，或者已经收回。"
TWO_PEOPLE = "提出人不能自己决定，请由另一人决定。"


@transaction.atomic
def ask_withdrawal(
    *,
    home_id: int,
    person_id: int,
    reason: str,
    fact_on: date,
    document_no: str,
    note: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Withdrawal:
    """Refuses a reason that is not in force, a day to come, no document, somebody of another home,
    a home of which it is asked or decided already."""
    require(by, "plaques.keep")
    together()
    home = home_visible_to(by, home_id)
    if all(one.pk != person_id for one in people_of(home)):
        raise Refused("请选择这一户的当事人。")
    if reason not in {one.code for one in rule_book.reasons(today)}:
        raise Refused("请选择收回的原因。")
    if fact_on > today:
        raise Refused("事由日期不能晚于今天。")
    paper = registry_rules.clean_open_text(document_no, what="依据文书", longest=80)
    if not paper:
        raise Refused("请写明依据的文书，例如判决书、处罚决定书的文号。")
    told = registry_rules.clean_open_text(note, what="情况")
    if kind_in(told) or kind_in(paper):
        raise Refused("这里不要写身份证号、电话或账号。")
    taken = Withdrawal.objects.filter(home=home, state__in=[one.value for one in OPEN])
    if taken.exists():
        raise Refused(ONCE)
    try:
        with transaction.atomic():
            made = Withdrawal.objects.create(
                home=home,
                person_id=person_id,
                reason=reason,
                fact_on=fact_on,
                document_no=paper,
                note=told or None,
                asked_by=by,
                asked_at=at,
            )
    except IntegrityError as error:
        raise Refused(ONCE) from error
    record("withdrawal_asked", "plaque_withdrawal", made.pk, by, at, home=home.pk, reason=reason)
    return made


@transaction.atomic
def move_withdrawal(
    *, withdrawal_id: int, verb: str, text: str = "", by: User, at: datetime
) -> Withdrawal:
    """One of ``WITHDRAWAL_MOVES``. ``text``: the number of the decision, or what was corrected.

    Refuses the same hand twice, a state no move leads from, a reason that cannot be restored, and
    what lacks its words.
    """
    if verb not in WITHDRAWAL_MOVES:
        raise NotFound("没有这一步。")
    starts, target, duty, label = WITHDRAWAL_MOVES[verb]
    require(by, duty)
    together()
    known = withdrawal_visible_to(by, withdrawal_id)
    row = Withdrawal.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if row.state != starts:
        raise Refused(f"现在是“{row.get_state_display()}”，不能{label}。请刷新查看。")
    words = registry_rules.clean_open_text(text, what="内容")
    if kind_in(words):
        raise Refused("这里不要写身份证号、电话或账号。")
    if verb in ("decide", "reject"):
        if row.asked_by_id == by.pk:
            raise Refused(TWO_PEOPLE)
        row.decided_by, row.decided_at = by, at
        if verb == "decide":
            if not words or len(words) > 60:
                raise Refused("请填写收回决定的文号，最多 60 个字。")
            row.decision_no = words
    elif verb == "ask_back":
        rule = rule_book.reasons_known().get(row.reason)
        if rule is None or not rule.stays:
            raise Refused("这种原因收回的，不能恢复。")
        if not words:
            raise Refused("请写明怎样改正的、改正多久了。")
        row.back_asked_by, row.back_asked_at, row.back_why = by, at, words
    elif row.back_asked_by_id == by.pk:
        raise Refused("申请恢复的人不能自己批准，请由另一人批准。")
    elif verb == "restore":
        row.restored_by, row.restored_at = by, at
    row.state = target.value
    row.save()
    record(verb, "plaque_withdrawal", row.pk, by, at, home=row.home_id, state=row.state)
    if target is not WithdrawalState.REJECTED:
        reckon_homes([row.home_id], at=at)
    return row
