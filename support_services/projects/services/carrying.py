"""The verbs of a project that was chosen: milestones, evidence, spending, results, the public
summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from support_services.projects.models import (
    Application,
    Extension,
    Milestone,
    ProjectPaper,
    Result,
    Spending,
)
from support_services.projects.models.carrying import SUMMARY_LENGTH
from support_services.projects.selectors.carrying import (
    milestone_visible_to,
    paper_visible_to,
    spending_visible_to,
    spent_on,
)
from support_services.projects.services.calls import locked_application
from support_services.projects.services.recording import checked, of_project
from support_services.projects.states import ApplicationState, Grade, ResultState
from support_services.projects.texts import line, paragraphs
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import sealed_files
from veterans.foundation.attachments import Attachment
from veterans.foundation.errors import Refused
from veterans.registry.services.account_evidence import Shown

MOST_FILES = 6
NOT_RUNNING = "这个项目不在实施，不能登记。"


@transaction.atomic
def finish_milestone(
    *,
    milestone_id: int,
    done_on: date,
    note: str,
    reached: Decimal | None,
    files: Sequence[Attachment] = (),
    by: User,
    at: datetime,
    today: date,
) -> Milestone:
    """A milestone was done, or is told anew: when, how much was reached, with papers. Refuses a day
    that is still to come."""
    require(by, "projects.enter")
    known = milestone_visible_to(by, milestone_id)
    application = _running(known.application_id, by)
    milestone = Milestone.objects.select_for_update().get(pk=milestone_id)
    if done_on > today:
        raise Refused("完成日期不能晚于今天。")
    milestone.done_on, milestone.done_note = done_on, line(note, "完成情况", 200)
    milestone.reached = reached
    milestone.done_by, milestone.done_at = by, at
    checked(milestone, exclude=("application",))
    kept = _keep_papers(milestone, files, by, at)
    of_project("milestone_done", application, by, at, milestone=milestone.number, papers=kept)
    return milestone


@transaction.atomic
def put_off(*, milestone_id: int, put_off_to: date, why: str, by: User, at: datetime) -> Extension:
    """A later day for a milestone, kept with its reason. Refuses one that is done and an earlier
    day. The second person's, since it is the bureau that gives time."""
    require(by, "projects.check")
    known = milestone_visible_to(by, milestone_id)
    application = _running(known.application_id, by)
    milestone = Milestone.objects.select_for_update().get(pk=milestone_id)
    if milestone.done_on is not None:
        raise Refused("这个节点已经完成，不用延期。")
    if put_off_to <= milestone.day:
        raise Refused(f"新的日期要晚于 {milestone.day:%Y-%m-%d}。")
    made = Extension(
        milestone=milestone,
        was_on=milestone.day,
        put_off_to=put_off_to,
        why=line(why, "延期原因", 200),
        entered_by=by,
        entered_at=at,
    )
    checked(made, exclude=("milestone",))
    milestone.extended_to = put_off_to
    milestone.save(update_fields=["extended_to"])
    of_project("milestone_extended", application, by, at, milestone=milestone.number)
    return made


@transaction.atomic
def spend(
    *,
    application_id: int,
    spent_on_day: date,
    amount: Decimal,
    what: str,
    voucher: str,
    by: User,
    at: datetime,
    today: date,
) -> Spending:
    """Money that was spent, in yuan. Refuses more than is left of what was granted, a day to
    come."""
    require(by, "projects.enter")
    application = _running(application_id, by)
    left = application.granted - spent_on(application)
    if spent_on_day > today:
        raise Refused("支出日期不能晚于今天。")
    if amount > left:
        raise Refused(f"立项金额还剩 {left:,.2f} 元，这一笔 {amount:,.2f} 元超出了。")
    made = Spending(
        application=application,
        spent_on=spent_on_day,
        amount=amount,
        what=line(what, "用在哪里", 100),
        voucher=line(voucher, "凭证号", 40),
        entered_by=by,
        entered_at=at,
    )
    checked(made, exclude=("application",))
    of_project("spent", application, by, at, spending=made.pk, amount=amount)
    return made


@transaction.atomic
def reverse_spending(
    *, spending_id: int, why: str, by: User, at: datetime, today: date
) -> Spending:
    """An entry that takes another one back, whole; what is right is entered anew."""
    require(by, "projects.enter")
    known = spending_visible_to(by, spending_id)
    application = _running(known.application_id, by)
    if known.reverses_id is not None:
        raise Refused("冲销的一笔不能再冲销，请重新登记。")
    if Spending.objects.filter(reverses=known).exists():
        raise Refused("这一笔已经冲销过。")
    made = Spending(
        application=application,
        spent_on=today,
        amount=-known.amount,
        what=line(f"冲销：{why}", "原因", 100),
        voucher=known.voucher,
        reverses=known,
        entered_by=by,
        entered_at=at,
    )
    checked(made, exclude=("application", "reverses"))
    of_project("spending_reversed", application, by, at, spending=known.pk)
    return made


@dataclass(frozen=True)
class Reached:
    """What of a promise was reached, and a note."""

    reached: Decimal
    note: str = ""


@transaction.atomic
def enter_result(
    *,
    application_id: int,
    grade: Grade,
    points: Decimal,
    summary: str,
    reached: Mapping[int, Reached],
    note: str = "",
    by: User,
    at: datetime,
) -> Result:
    """What came of a project, or another version while it is not published. ``reached``: by
    milestone, all of them. Refuses milestones that nobody has told of."""
    require(by, "projects.enter")
    application = _running(application_id, by)
    milestones = list(application.milestones.select_for_update().order_by("number"))
    if set(reached) != {one.pk for one in milestones}:
        raise Refused("每个节点都要写达到了多少，没有做到的写 0。")
    for one in milestones:
        one.reached = reached[one.pk].reached
        one.reached_note = line(reached[one.pk].note, "说明", 200, needed=False)
        checked(one, exclude=("application",))
    result = Result.objects.select_for_update().filter(application=application).first()
    result = result or Result(application=application)
    result.grade, result.points = Grade(grade).value, points
    result.summary = paragraphs(summary, "公开小结", SUMMARY_LENGTH)
    result.note = line(note, "说明", 300, needed=False)
    result.entered_by, result.entered_at = by, at
    checked(result, exclude=("application",))
    of_project("result_entered", application, by, at)
    return result


@transaction.atomic
def publish_result(*, application_id: int, by: User, at: datetime) -> Result:
    """By another: the project is finished and everybody reads what came of it. Refuses whoever
    entered it."""
    require(by, "projects.check")
    application = _running(application_id, by)
    result = Result.objects.select_for_update().filter(application=application).first()
    if result is None:
        raise Refused("还没有录入绩效评价。")
    if result.entered_by_id == by.pk:
        raise Refused("录入人不能自己公布，请由另一人复核公布。")
    result.state, result.spent = ResultState.PUBLISHED.value, spent_on(application)
    result.published_by, result.published_at = by, at
    result.save()
    application.state = ApplicationState.FINISHED.value
    application.save(update_fields=["state"])
    of_project("result_published", application, by, at)
    return result


@transaction.atomic
def open_paper(*, paper_id: int, by: User, at: datetime) -> Shown:
    """The bytes, for whoever may see them; that they were looked at is on record first."""
    paper = paper_visible_to(by, paper_id)
    of_project("paper_viewed", paper.milestone.application, by, at, paper=paper.pk)
    stored = paper.stored
    ending = stored.name.rpartition(".")[2]
    return Shown(
        f"项目佐证-{paper.pk}.{ending}", stored.content_type, stored.byte_count, stored.read()
    )


def _running(application_id: int, by: User) -> Application:
    application = locked_application(by, application_id)
    if application.state != ApplicationState.CHOSEN:
        raise Refused(NOT_RUNNING)
    return application


def _keep_papers(milestone: Milestone, files: Sequence[Attachment], by: User, at: datetime) -> int:
    known = set(milestone.papers.values_list("stored__digest", flat=True))
    kept = 0
    for one in files:
        stored = sealed_files.store(
            name=f"项目佐证.{one.ending}",
            content_type=one.content_type,
            parts=[one.content],
            at=at,
        )
        if stored.digest in known:
            sealed_files.remove(stored)
            continue
        known.add(stored.digest)
        if len(known) > MOST_FILES:
            raise Refused(f"一个节点最多放 {MOST_FILES} 个文件，请选最清楚的。")
        ProjectPaper.objects.create(milestone=milestone, stored=stored, added_by=by, added_at=at)
        kept += 1
    return kept
