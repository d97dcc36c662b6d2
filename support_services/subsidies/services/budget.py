"""预算指标: lines of a year, made and changed by documents that two people vouch for.

Every change locks the line's row first; so does every approval that uses the line.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from support_services.subsidies.fund_states import (
    CHANGE_SIGNS,
    SOURCE_LABELS,
    ChangeOf,
    Control,
    FundSource,
    ProposalState,
)
from support_services.subsidies.models import BudgetChange, BudgetLine, BudgetLineScheme, Scheme
from support_services.subsidies.selectors.budget import line_use
from support_services.subsidies.services import proposals
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.money import CENT, yuan_text

SUBJECT = "budget"
MOST = Decimal("999999999999.99")


@transaction.atomic
def enter_line(
    *,
    name: str,
    year: int,
    source: str,
    scheme_codes: Sequence[str],
    amount: Decimal,
    dated_on: date,
    document_no: str,
    control: str,
    warn_percent: int,
    note: str = "",
    by: User,
    at: datetime,
) -> BudgetLine:
    """A line with the document that issues it (下达), as a draft: it counts once another person
    brings that into force.

    Refuses an unknown source or scheme, and a scheme that has a line of the year and source.
    """
    roles.require(by, "funds.enter")
    if source not in list(FundSource):
        raise Refused("请选择资金来源：中央、省级、市级或区级。")
    if not 2000 <= year <= 2100:
        raise Refused("请填写四位年份，如 2026。")
    codes = list(dict.fromkeys(scheme_codes))
    schemes = list(Scheme.objects.filter(code__in=codes).order_by("position", "pk"))
    if not codes or len(schemes) != len(codes):
        raise Refused("请至少选择一个补助项目，项目须是系统里有的。")
    _check_control(control, warn_percent)
    line = BudgetLine.objects.create(
        name=proposals.needed(name, "指标名称", 80),
        year=year,
        source=source,
        control=control,
        warn_percent=warn_percent,
    )
    try:
        with transaction.atomic():
            BudgetLineScheme.objects.bulk_create(
                BudgetLineScheme(line=line, scheme=scheme, year=year, source=source)
                for scheme in schemes
            )
    except IntegrityError as error:
        taken = BudgetLineScheme.objects.filter(
            year=year, source=source, scheme__in=schemes, is_live=True
        ).select_related("line", "scheme")
        which = "、".join(f"{row.scheme.short_name}（“{row.line.name}”）" for row in taken)
        raise Refused(
            f"{year} 年{SOURCE_LABELS[FundSource(source)]}资金已有指标：{which}。"
            "同一笔钱不能记在两个指标上，请在原指标上追加。"
        ) from error
    change = _new_change(
        line, ChangeOf.ISSUE, amount, dated_on, document_no, control, warn_percent, note, by, at
    )
    proposals.record("entered", change, SUBJECT, by, at, line=line.pk, kind=change.kind)
    return line


@transaction.atomic
def enter_change(
    *,
    line_id: int,
    kind: str,
    amount: Decimal,
    dated_on: date,
    document_no: str,
    control: str,
    warn_percent: int,
    note: str = "",
    by: User,
    at: datetime,
) -> BudgetChange:
    """A further document on a line, as a draft: 追加, 调减, 退回国库, 改控制方式."""
    roles.require(by, "funds.enter")
    line = _locked_line(line_id)
    if not line.is_in_force:
        raise Refused("这个指标的下达还没有启用，启用以后才能追加、调减或退回。")
    if kind not in list(ChangeOf) or kind == ChangeOf.ISSUE:
        raise Refused("请选择追加、调减、退回国库或改控制方式。")
    _check_control(control, warn_percent)
    change = _new_change(
        line, ChangeOf(kind), amount, dated_on, document_no, control, warn_percent, note, by, at
    )
    proposals.record("entered", change, SUBJECT, by, at, line=line.pk, kind=kind)
    return change


@transaction.atomic
def enforce_change(*, change_id: int, by: User, at: datetime) -> BudgetChange:
    """Bring a draft into force: the line has its new amount and control from now on.

    Refuses to cut a line below what was used of it, and to return more than was used.
    """

    def apply(change: BudgetChange) -> None:
        line, kind = change.line, ChangeOf(change.kind)
        used = line_use(line).used
        amount = line.amount + CHANGE_SIGNS[kind] * change.amount
        if kind == ChangeOf.CUT and amount < max(used, Decimal(0)):
            raise Refused(
                f"调减后只有 {yuan_text(amount)} 元，而这个指标已用 {yuan_text(used)} 元，"
                "不能调减到已用数以下。"
            )
        if kind == ChangeOf.RETURN and change.amount > used:
            raise Refused(
                f"退回 {yuan_text(change.amount)} 元，超过这个指标的已用数 {yuan_text(used)} 元，"
                "请核对。"
            )
        line.amount, line.is_in_force = amount, True
        line.control, line.warn_percent = change.control, change.warn_percent
        line.save(update_fields=["amount", "is_in_force", "control", "warn_percent"])

    return proposals.enforce(
        row=_locked_change(change_id), subject=SUBJECT, by=by, at=at, before=apply
    )


@transaction.atomic
def withdraw_change(*, change_id: int, by: User, at: datetime) -> BudgetChange:
    """Take back a draft; with the 下达 the line goes too, and its schemes are free again."""
    change = proposals.withdraw(row=_locked_change(change_id), subject=SUBJECT, by=by, at=at)
    if change.kind == ChangeOf.ISSUE:
        BudgetLineScheme.objects.filter(line=change.line).update(is_live=False)
    return change


def _check_control(control: str, warn_percent: int) -> None:
    if control not in list(Control):
        raise Refused("请选择超支时只提醒，还是不得超支。")
    if not 1 <= warn_percent <= 100:
        raise Refused("提醒线应在 1% 至 100% 之间。")


def _new_change(
    line: BudgetLine,
    kind: ChangeOf,
    amount: Decimal,
    dated_on: date,
    document_no: str,
    control: str,
    warn_percent: int,
    note: str,
    by: User,
    at: datetime,
) -> BudgetChange:
    if kind == ChangeOf.CONTROL:
        amount = Decimal(0)
    elif not 0 < amount <= MOST or amount != amount.quantize(CENT):
        raise Refused("金额要大于零，最多两位小数。")
    return BudgetChange.objects.create(
        line=line,
        kind=kind.value,
        amount=amount,
        dated_on=dated_on,
        document_no=proposals.needed(document_no, "文号", 80),
        control=control,
        warn_percent=warn_percent,
        note=note.strip()[:200],
        entered_by=by,
        entered_at=at,
        state=ProposalState.DRAFT.value,
    )


def _locked_line(line_id: int) -> BudgetLine:
    line = BudgetLine.objects.select_for_update().filter(pk=line_id).first()
    if line is None:
        raise NotFound("没有找到这个预算指标。")
    return line


def _locked_change(change_id: int) -> BudgetChange | None:
    found = BudgetChange.objects.filter(pk=change_id).values_list("line_id", flat=True).first()
    if found is None:
        return None
    line = _locked_line(found)
    change = BudgetChange.objects.get(pk=change_id)
    change.line = line
    return change
