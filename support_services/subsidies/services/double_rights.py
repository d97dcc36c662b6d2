"""What becomes of money where one person had two files (重复建档): nobody draws twice.

A right of the file that goes is no right of its own where the other file draws the same: it ends
before the months that both cover, and what it was paid for them comes back as an overpayment, by
owed minus posted. Whatever only the file that goes draws is not moved silently: rights rest on
decisions, so it is refused with what to do first.
"""

from datetime import date

from django.db.models import F, Q

from support_services.subsidies.grant_states import GrantState
from support_services.subsidies.models import Entitlement, Grant, GrantDue
from support_services.subsidies.models.schemes import Cycle
from support_services.subsidies.rules import EndReason
from support_services.subsidies.services.facts import close, record
from support_services.subsidies.services.stacking import settle_stacking
from veterans.foundation.errors import Refused
from veterans.foundation.months import add_months, first_of, month_cn
from veterans.registry.life_events import Applying
from veterans.registry.models import Person


def end_double(applying: Applying) -> list[str]:
    """End what is drawn twice; the caller holds the rights of both files and the duty.

    Refuses a running right that the file that stays does not have, a grant that waits or falls due
    later, and a right of somebody else that is paid to the file that goes.
    """
    gone = applying.person
    assert gone.merged_into is not None
    kept: Person = gone.merged_into
    _refuse(gone, applying.today)
    done = []
    for right in _monthly(gone):
        twin = _twin(right, kept)
        if twin is None:
            if right.end_month is None:
                raise Refused(
                    f"这份档案在享受{right.scheme.name}，留下的那份没有。请改为留下这一份；"
                    "两份都在享受不同待遇的，先在这里停发，再在留下的档案上核定。"
                )
            continue
        last = add_months(twin.start_month, -1)
        if right.end_month is not None and right.end_month <= last:
            continue
        close(right, reason=EndReason.CANCELLED, ended_on=applying.today, end_month=last)
        record("ended_as_double", right, applying.by, applying.at, other=twin.pk)
        done.append(
            f"{right.scheme.short_name}自{month_cn(max(right.start_month, twin.start_month))}"
            "起与留下的档案重复，这一份停发；重复发过的作为多发追回。"
        )
    settle_stacking([gone.pk], locked=True)
    if Grant.objects.filter(person=gone, state=GrantState.APPROVED.value).exists():
        done.append("这份档案核发过年度或一次性的钱，请在“核发”里核对是否重复。")
    return done


def _monthly(person: Person) -> list[Entitlement]:
    """Rights of which any month is owed, running or ended."""
    rows = Entitlement.objects.filter(person=person, scheme__cycle=Cycle.MONTH).exclude(
        end_month__lt=F("start_month")
    )
    return list(rows.select_related("scheme").order_by("pk"))


def _twin(right: Entitlement, kept: Person) -> Entitlement | None:
    """The first right to the same scheme in the file that stays which shares a month with it."""
    rows = (
        Entitlement.objects.filter(person=kept, scheme=right.scheme)
        .exclude(end_month__lt=F("start_month"))
        .filter(Q(end_month__isnull=True) | Q(end_month__gte=right.start_month))
    )
    if right.end_month is not None:
        rows = rows.filter(start_month__lte=right.end_month)
    return rows.order_by("start_month").first()


def _refuse(gone: Person, today: date) -> None:
    if Grant.objects.filter(person=gone, state=GrantState.DRAFT.value).exists():
        raise Refused("这份档案有一笔核发还没有审批，请先办完或退回。")
    later = GrantDue.objects.filter(
        Q(entitlement__person=gone) | Q(share__payee=gone),
        withdrawn_at__isnull=True,
        month__gte=first_of(today),
    )
    if later.exists():
        raise Refused("这份档案还有没到期的核发，请先停发余款。")
    if Entitlement.objects.filter(payee=gone).exists():
        raise Refused("这份档案登记为别人待遇的领取人，请先在那项待遇上改为留下的档案。")
