"""资金来源比例: who pays how much of a hundred of a scheme, entered by one, in force by another.

What was split before keeps its own shares; they stand in its parts.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from support_services.subsidies.fund_states import FundSource, ProposalState
from support_services.subsidies.funding import HUNDRED
from support_services.subsidies.models import FundShare, PayComponent, Scheme
from support_services.subsidies.services import proposals
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.money import CENT
from veterans.foundation.months import first_of

SUBJECT = "fund_share"


@transaction.atomic
def enter_share(
    *,
    scheme_code: str,
    component: str = "",
    first_month: date,
    percents: Mapping[FundSource, Decimal],
    document_no: str,
    note: str = "",
    by: User,
    at: datetime,
) -> FundShare:
    """A draft of the shares of a scheme (or of one of its components) from a month on.

    ``percents`` by source; what is not named is nought. Refuses an unknown scheme or component,
    percents that do not add up to 100 or have more than two decimals, and a repetition.
    """
    roles.require(by, "funds.enter")
    scheme = Scheme.objects.filter(code=scheme_code).first()
    if scheme is None:
        raise Refused(f"没有“{scheme_code}”这个补助项目。")
    if component and not PayComponent.objects.filter(scheme=scheme, code=component).exists():
        raise Refused(f"{scheme.name}没有“{component}”这个待遇组成。")
    shares = {source: Decimal(percents.get(source, Decimal(0))) for source in FundSource}
    for percent in shares.values():
        if not 0 <= percent <= HUNDRED or percent != percent.quantize(CENT):
            raise Refused("比例应在 0 至 100 之间，最多两位小数。")
    if sum(shares.values()) != HUNDRED:
        raise Refused(f"四级比例相加应为 100%，现在是 {sum(shares.values())}%，请核对。")
    values = {source.value: percent for source, percent in shares.items()}
    month = first_of(first_month)
    same = FundShare.objects.filter(
        scheme=scheme,
        component=component,
        first_month=month,
        state__in=[ProposalState.DRAFT, ProposalState.IN_FORCE],
        **values,
    )
    if same.exists():
        raise Refused("同一个月的同样比例已经录入或启用，不用重复录入。")
    share = FundShare.objects.create(
        scheme=scheme,
        component=component,
        first_month=month,
        document_no=proposals.needed(document_no, "文号", 80),
        note=note.strip()[:200],
        entered_by=by,
        entered_at=at,
        **values,
    )
    proposals.record("entered", share, SUBJECT, by, at, scheme=scheme.code, first_month=month)
    return share


@transaction.atomic
def enforce_share(*, share_id: int, by: User, at: datetime) -> FundShare:
    """Bring a draft into force; the one from the same month is replaced.

    Refuses the share of a component before its scheme has one: it would split only a part.
    """

    def replace(share: FundShare) -> None:
        mine = FundShare.objects.filter(scheme=share.scheme, state=ProposalState.IN_FORCE)
        if (
            share.component
            and not mine.filter(component="", first_month__lte=share.first_month).exists()
        ):
            raise Refused(
                f"请先启用{share.scheme.name}项目本身自同月或更早的比例，再启用其中一个组成的比例。"
            )
        mine.filter(component=share.component, first_month=share.first_month).update(
            state=ProposalState.REPLACED
        )

    return proposals.enforce(row=_locked(share_id), subject=SUBJECT, by=by, at=at, before=replace)


@transaction.atomic
def withdraw_share(*, share_id: int, by: User, at: datetime) -> FundShare:
    """Take back a draft."""
    return proposals.withdraw(row=_locked(share_id), subject=SUBJECT, by=by, at=at)


def _locked(share_id: int) -> FundShare | None:
    # All of the scheme, in one order: two who bring two drafts of a month into force take turns.
    wanted = FundShare.objects.filter(pk=share_id).values("scheme")
    rows = FundShare.objects.select_for_update(of=("self",)).select_related("scheme")
    return next(
        (row for row in rows.filter(scheme__in=wanted).order_by("pk") if row.pk == share_id), None
    )
