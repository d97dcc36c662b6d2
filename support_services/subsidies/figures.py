"""What the subsidies count: yuan that arrived, people who draw, what is owed back."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from support_services.subsidies.models import Entitlement, Payment, RecoveryClaim
from support_services.subsidies.recovery_states import ClaimState
from support_services.subsidies.selectors.batches import payments_visible_to
from support_services.subsidies.selectors.recovery import claims_visible_to
from support_services.subsidies.states import PaymentState
from veterans.accounts.figures import MONEY, Column, Figure, Span
from veterans.accounts.models import User
from veterans.foundation.masking import mask_name
from veterans.foundation.months import first_of, month_cn
from veterans.regions.selectors import place_name
from veterans.registry.models import Person
from veterans.registry.selectors import people_visible_to


def _paid(user: User, today: date, span: Span) -> QuerySet[Payment]:
    months = {"batch__through__gte": first_of(span.first), "batch__through__lte": span.last}
    rows = payments_visible_to(user).filter(state=PaymentState.PAID.value, **months)
    return rows.select_related("payee", "region__parent", "batch", "entitlement__scheme")


def _undelivered(user: User, today: date, span: Span) -> QuerySet[Payment]:
    states = (PaymentState.FAILED, PaymentState.RETURNED, PaymentState.SUSPENSE)
    rows = payments_visible_to(user).filter(state__in=[one.value for one in states])
    return rows.select_related("payee", "region__parent", "batch", "entitlement__scheme")


def _drawing(user: User, today: date, span: Span) -> QuerySet[Person]:
    people = people_visible_to(user) if user.may("ledger.read") else Person.objects.none()
    month = first_of(today)
    running = Entitlement.objects.filter(
        Q(end_month__isnull=True) | Q(end_month__gte=month),
        person=OuterRef("pk"),
        start_month__lte=month,
    )
    return people.filter(Exists(running)).select_related("region__parent")


def _claims(user: User, today: date, span: Span) -> QuerySet[RecoveryClaim]:
    return claims_visible_to(user).filter(state=ClaimState.OPEN.value)


_PAYMENT_COLUMNS: tuple[Column, ...] = (
    Column("发放月份", lambda row: month_cn(row.batch.through)),
    Column("领取人", lambda row: mask_name(row.payee.name)),
    Column("所在地", lambda row: place_name(row.region)),
    Column("项目", lambda row: str(row.entitlement.scheme)),
    Column("状态", lambda row: row.get_state_display()),
    Column("金额（元）", lambda row: row.amount),
)
_PAID_NOTE = "银行回盘为“成功”的付款，按批次的发放月份计。"


def _paid_over(code: str, label: str, years: int) -> Figure:
    return Figure(
        code=code,
        group="money",
        label=label,
        unit=MONEY,
        duty="ledger.read",
        rows=_paid,
        columns=_PAYMENT_COLUMNS,
        amount="amount",
        place="region",
        day="batch__through",
        years=years,
        chart="month" if years == 1 else "",
        note=_PAID_NOTE,
        order=("-batch__through", "region__path", "pk"),
        row_url=lambda row: reverse("admin:entitlement", args=[row.entitlement_id]),
    )


FIGURES: tuple[Figure, ...] = (
    _paid_over("subsidies.paid", "本年度发放到账", 1),
    _paid_over("subsidies.paid_three_years", "近三年发放到账", 3),
    Figure(
        code="subsidies.drawing",
        group="money",
        label="正在享受待遇的人",
        unit="人",
        duty="ledger.read",
        chart="town",
        rows=_drawing,
        columns=(
            Column("姓名", lambda row: mask_name(row.name)),
            Column("所在地", lambda row: place_name(row.region)),
        ),
        place="region",
        note="本月在享受期内的，一人享受几项只计一次；暂缓、中止的也在内。",
        order=("region__path", "name_pinyin", "pk"),
        row_url=lambda row: reverse("admin:person", args=[row.pk]),
    ),
    Figure(
        code="subsidies.undelivered",
        group="money",
        label="没有到账的付款",
        unit=MONEY,
        duty="ledger.read",
        rows=_undelivered,
        columns=_PAYMENT_COLUMNS,
        amount="amount",
        place="region",
        note="失败、退汇和挂账的，不分年度。",
        order=("-batch__through", "region__path", "pk"),
        row_url=lambda row: reverse("admin:entitlement", args=[row.entitlement_id]),
        tone="warn",
    ),
    Figure(
        code="subsidies.owed_back",
        group="money",
        label="待追缴",
        unit=MONEY,
        duty="ledger.read",
        rows=_claims,
        columns=(
            Column("享受人", lambda row: mask_name(row.entitlement.person.name)),
            Column("所在地", lambda row: place_name(row.entitlement.person.region)),
            Column("项目", lambda row: str(row.entitlement.scheme)),
            Column("立案", lambda row: row.opened_at),
            Column("待追缴（元）", lambda row: row.balance),
        ),
        amount="balance",
        place="entitlement__person__region",
        note="在追缴的案子还没有收回的部分。",
        order=("-balance", "pk"),
        row_url=lambda row: reverse("admin:recovery", args=[row.pk]),
        tone="warn",
    ),
)
