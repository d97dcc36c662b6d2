"""Parts of a scheme's money that the bureau names itself, and who has those that go by name.

自然增长, 粮油补贴 and the like are owed to everybody whom a rate of theirs fits; 孤老增发, 护理费
only to those for whom it was determined. What is paid stands in rate tables, which a second
person brings into force; a component alone moves no money.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q

from support_services.subsidies.models import (
    Entitlement,
    PayComponent,
    RateRow,
    Scheme,
    Supplement,
)
from support_services.subsidies.models.schemes import Confidence
from support_services.subsidies.reference import CARE, CARE_SHARES, CARE_SOURCE
from support_services.subsidies.services.facts import (
    locked_entitlement,
    needed,
    record,
    refuse_ended,
    refuse_future,
)
from support_services.subsidies.services.rates import Entered, enter_table
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.months import add_months, first_of, month_cn

_CODE = re.compile(r"\A[a-z][a-z0-9]{1,9}\Z")
_KEPT = frozenset({"standard", "tail", "grant"})


@transaction.atomic
def define_component(
    *,
    scheme: str,
    code: str,
    name: str,
    is_named: bool,
    in_tail: bool,
    source: str,
    confidence: str,
    by: User,
    at: datetime,
) -> PayComponent:
    """Another part of a scheme's monthly money, without any yuan yet.

    ``is_named``: only for those for whom it is determined; ``in_tail``: it goes on in the months
    after a death. Neither can be changed later. Refuses a code or name that the scheme has, and
    a code that is not two to ten small letters and digits.
    """
    require(by, "rates.enter")
    of = Scheme.objects.filter(Q(code=scheme) | Q(name=scheme)).first()
    if of is None:
        raise NotFound("没有找到这个补助项目。")
    if not _CODE.match(code) or code in _KEPT:
        raise Refused("代码用二至十个小写字母或数字，以字母开头，如 growth；系统自用的代码不能用。")
    if confidence not in Confidence.values:
        raise Refused("请选择可信程度。")
    position = of.components.count() + 1
    try:
        with transaction.atomic():
            made = PayComponent.objects.create(
                scheme=of,
                code=code,
                name=needed(name, "名称")[:20],
                is_named=is_named,
                in_tail=in_tail,
                source=needed(source, "依据"),
                confidence=confidence,
                position=position,
            )
    except IntegrityError as error:
        raise Refused(f"{of.name}已有这个代码或名称的组成，请换一个。") from error
    audit.record(
        actor=by,
        action="component.defined",
        subject="component",
        subject_id=made.pk,
        detail={"scheme": of.code, "code": code, "named": is_named, "in_tail": in_tail},
        at=at,
    )
    return made


@transaction.atomic
def add_supplement(
    *,
    entitlement_id: int,
    component: str,
    first_month: date,
    approved_on: date,
    document_no: str,
    note: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Supplement:
    """He has a named component from that month on; months that lie back come out as arrears.

    Refuses an ended right, a component that his scheme does not have or that everybody has, a
    month before his right begins, one that runs already, and one without any rate for his grade
    and class in that month: it would be determined and never paid.
    """
    entitlement = locked_entitlement(entitlement_id, by)
    refuse_ended(entitlement)
    refuse_future(approved_on, today, "核定日期")
    of = _named(entitlement, component)
    month = first_of(first_month)
    if month < entitlement.start_month:
        raise Refused(f"起始月不能早于待遇的起发月（{month_cn(entitlement.start_month)}）。")
    _refuse_without_rate(entitlement, of, month)
    try:
        with transaction.atomic():
            made = Supplement.objects.create(
                entitlement=entitlement,
                component=of,
                first_month=month,
                approved_on=approved_on,
                document_no=needed(document_no, "核定文号")[:80],
                note=note.strip()[:100],
            )
    except IntegrityError as error:
        raise Refused(f"此人在这些月份已经核定了{of.name}。") from error
    record("supplement_added", entitlement, by, at, supplement=made.pk, component=of.code)
    return made


@transaction.atomic
def end_supplement(
    *, entitlement_id: int, component: str, last_month: date, by: User, at: datetime
) -> Supplement:
    """The last month of a named component; what was paid for later months is owed back.

    Refuses where it does not run, and a month more than one before its first (the month before
    takes it back altogether).
    """
    entitlement = locked_entitlement(entitlement_id, by)
    of = _named(entitlement, component)
    running = entitlement.supplements.filter(component=of, last_month__isnull=True).first()
    if running is None:
        raise Refused(f"此人没有在发的{of.name}。")
    month = first_of(last_month)
    if month < running.first_month:
        if month < add_months(running.first_month, -1):
            raise Refused(f"{of.name}自{month_cn(running.first_month)}起发，最后发放月不能更早。")
        # A determination that never held: what it said stays in the record of the entitlement.
        record(
            "supplement_taken_back",
            entitlement,
            by,
            at,
            component=of.code,
            first_month=running.first_month,
            document_no=running.document_no,
        )
        running.delete()
        return running
    running.last_month = month
    running.save(update_fields=["last_month"])
    record("supplement_ended", entitlement, by, at, supplement=running.pk, component=of.code)
    return running


def _named(entitlement: Entitlement, code: str) -> PayComponent:
    found = PayComponent.objects.filter(
        Q(code=code) | Q(name=code), scheme=entitlement.scheme_id
    ).first()
    if found is None:
        raise NotFound("这一项目没有这个组成。")
    if not found.is_named:
        raise Refused(f"{found.name}人人都有，不用逐人核定。")
    return found


def _refuse_without_rate(entitlement: Entitlement, component: PayComponent, month: date) -> None:
    term = (
        entitlement.determinations.filter(first_month__lte=month)
        .filter(Q(last_month__isnull=True) | Q(last_month__gte=month))
        .first()
    )
    rates = RateRow.objects.filter(
        scheme=component.scheme_id, component=component.code, is_live=True, first_month__lte=month
    ).filter(Q(last_month__isnull=True) | Q(last_month__gte=month))
    if (
        term is None
        or not rates.filter(
            grade__in=[0, term.grade], rate_class__in=["", term.rate_class]
        ).exists()
    ):
        raise Refused(
            f"{month_cn(month)}没有适用于此人核定等级、性质的{component.name}标准。"
            "请先录入并启用标准，或核对起始月。"
        )


def enter_care_rates(
    *,
    wage: Decimal,
    shares: dict[str, Decimal] | None = None,
    effective_from: date,
    document_no: str,
    confidence: str,
    by: User,
    at: datetime,
) -> Entered:
    """护理费 as a draft of standards: shares of last year's average monthly wage.

    ``wage``: yuan a month, of employees in urban units of the place, of the year before
    (军人抚恤优待条例 (2024) art. 34). ``shares``: percent by the codes of ``CARE_SHARES``, where
    the notice differs from the law. Nothing is paid before another person brings it into force.
    """
    given = shares or {}
    lines = [
        Line(
            number,
            {
                "scheme": CARE["scheme"],
                "component": CARE["code"],
                "grade": str(grade),
                "class": rate_class,
                "amount": "",
                "base": f"{wage:.2f}",
                "percent": f"{given.get(share.code, share.percent):.2f}",
                "basis": "month",
                "effective_from": f"{effective_from:%Y-%m-%d}",
                "confidence": confidence,
                "source": f"{document_no.strip()}；{CARE_SOURCE}"[:200],
            },
        )
        for number, (share, grade, rate_class) in enumerate(
            (
                (share, grade, rate_class)
                for share in CARE_SHARES
                for grade in share.grades
                for rate_class in share.classes
            ),
            start=1,
        )
    ]
    return enter_table(rows=lines, by=by, at=at, document_no=document_no)
