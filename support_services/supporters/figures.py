"""What the supporters count: who they are, what they give and do."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from support_services.supporters.models import Activity, Badge, Contribution, Job, Supporter
from support_services.supporters.selectors.activities import activities_visible_to
from support_services.supporters.selectors.asked import Asked
from support_services.supporters.selectors.contributions import contributions
from support_services.supporters.selectors.register import jobs_visible_to, supporters_visible_to
from support_services.supporters.states import ActivityState, Stage
from veterans.accounts.figures import MONEY, Column, Figure, Span
from veterans.accounts.models import User

READ = "supporters.read"


def _accepted(user: User, today: date, span: Span) -> QuerySet[Supporter]:
    return supporters_visible_to(user).filter(stage=Stage.IN_FORCE.value)


def _badges(user: User, today: date, span: Span) -> QuerySet[Badge]:
    rows = Badge.objects.valid_on(today).select_related("supporter__unit", "region__parent")
    return rows.filter(supporter__in=supporters_visible_to(user).order_by().values("pk"))


def _reported(user: User, today: date, span: Span) -> QuerySet[Activity]:
    rows = activities_visible_to(user).filter(state=ActivityState.REPORTED.value)
    return rows.filter(on__range=(span.first, span.last))


def _given(user: User, today: date, span: Span) -> QuerySet[Contribution]:
    rows = contributions(user, Asked()).filter(amount__isnull=False)
    return rows.filter(given_on__range=(span.first, span.last))


def _jobs(user: User, today: date, span: Span) -> QuerySet[Job]:
    open_ones = Job.objects.open_on(today).order_by().values("pk")
    return jobs_visible_to(user, today=today).filter(pk__in=open_ones)


FIGURES: tuple[Figure, ...] = (
    Figure(
        code="supporters.accepted",
        group="supporters",
        label="拥军单位和个人",
        unit="家",
        duty=READ,
        rows=_accepted,
        columns=(
            Column("名称", lambda row: row.unit.name),
            Column("类别", lambda row: row.unit.get_kind_display()),
            Column("从哪天起", lambda row: row.since),
        ),
        order=("unit__name", "pk"),
        row_url=lambda row: reverse("admin:supporter", args=[row.pk]),
    ),
    Figure(
        code="supporters.badges",
        group="supporters",
        label="有效的荣誉标识",
        unit="块",
        duty=READ,
        chart="town",
        rows=_badges,
        columns=(
            Column("编号", lambda row: row.number),
            Column("种类", lambda row: row.get_kind_display()),
            Column("名称", lambda row: row.name),
            Column("单位", lambda row: row.supporter.unit.name),
            Column("有效期至", lambda row: row.valid_to),
        ),
        place="region",
        note="驿站、药店、健康服务站、基地等，今天有效的。",
        order=("region__path", "name", "pk"),
        row_url=lambda row: reverse("admin:supporter", args=[row.supporter_id]),
    ),
    Figure(
        code="supporters.activities",
        group="supporters",
        label="本年度拥军活动",
        unit="场",
        duty=READ,
        chart="month",
        rows=_reported,
        columns=(
            Column("日期", lambda row: row.on),
            Column("种类", lambda row: row.get_kind_display()),
            Column("活动", lambda row: row.title),
        ),
        place="region",
        day="on",
        years=1,
        note="已经报了情况的。",
        order=("-on", "-pk"),
        row_url=lambda row: reverse("admin:support_activity", args=[row.pk]),
    ),
    Figure(
        code="supporters.given",
        group="supporters",
        label="本年度支持折合金额",
        unit=MONEY,
        duty=READ,
        amount="amount",
        rows=_given,
        columns=(
            Column("日期", lambda row: row.given_on),
            Column("种类", lambda row: row.get_kind_display()),
            Column("内容", lambda row: row.what),
            Column("谁给的", lambda row: row.supporter.unit.name),
            Column("金额（元）", lambda row: row.amount),
        ),
        day="given_on",
        years=1,
        note="有折合金额、经另一人确认的；冲销的以负数计入。钱物不经过本系统。",
        order=("-given_on", "-pk"),
    ),
    Figure(
        code="supporters.jobs",
        group="supporters",
        label="在招的拥军岗位",
        unit="种",
        duty=READ,
        rows=_jobs,
        columns=(
            Column("岗位", lambda row: row.title),
            Column("单位", lambda row: row.supporter.unit.name),
            Column("人数", lambda row: row.count),
            Column("招到", lambda row: row.until),
        ),
        place="region",
        order=("until", "pk"),
    ),
)
