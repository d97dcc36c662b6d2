"""A juror's own pages: what he has to score, his ballots, what he is tied to. Nobody is named here:
an entry is its number and its redacted texts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.juries.admin.people import declare
from honors.juries.forms import ScoreForm, WhyForm
from honors.juries.selectors import desk as reading
from honors.juries.selectors import people
from honors.juries.selectors.told import contact_of
from honors.juries.services import reviewing
from honors.juries.showing import ballot_rows, contact_row, moment_of, tie_row
from honors.juries.states import PanelState, TaskState
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in, turned_back

OVER = "现在不在评审时间里，不能评分。"
TITLE = "我的评审"


def mine(request: HttpRequest) -> HttpResponse:
    """What I have to score, and what I am tied to."""
    user = actor(request)
    now = timezone.now()
    tasks = reading.my_tasks(user)
    return page(
        request,
        "bureau/jury_mine.html",
        title=TITLE,
        tasks=[
            {
                "number": one.entry.number,
                "panel": one.entry.panel.title,
                "closes_at": one.entry.panel.closes_at,
                "is_done": one.state is TaskState.DONE,
                "is_open": one.entry.panel.opens_at <= now < one.entry.panel.closes_at,
                "opens_at": one.entry.panel.opens_at,
                "url": address("jury_score", one.id),
            }
            for one in tasks
        ],
        done=sum(one.state is TaskState.DONE for one in tasks),
        ties=[
            {
                **tie_row(one),
                "end_url": address("jury_tie_end", one.pk) if one.declared_by_id == user.pk else "",
            }
            for one in people.ties_visible_to(user, user)
        ],
        declare_url=address("jury_tie_new"),
        phone=contact_row(contact_of(user)),
        phone_url=address("jury_phone"),
        phone_end_url=address("jury_phone_end"),
    )


def score(request: HttpRequest, task_id: int) -> HttpResponse:
    """The entry, and beside it the ballot. What is given after the first is a correction."""
    user = actor(request)
    task = reading.task_of(user, task_id)
    panel, back = task.entry.panel, address("jury_mine")
    now = timezone.now()
    if reading.is_recused(task):
        return turned_back(request, "您已回避这份材料。", back)
    if panel.state != PanelState.REVIEWING:
        return turned_back(request, "评审已经结束，不能再改。", back)
    criteria = list(panel.criteria.order_by("number"))
    before = reading.own_ballot(task)
    initial: dict[str, Any] = {}
    if before is not None:
        initial = {"is_abstention": before.is_abstention, "comment": before.comment}
        initial |= {f"points_{one.criterion_id}": one.points for one in before.scores.all()}
    form = ScoreForm(request.POST or None, criteria=criteria, initial=initial)

    def deed(data: Data) -> tuple[str, str]:
        reviewing.submit_ballot(
            assignment_id=task.pk,
            points=form.points(),
            comment=data["comment"],
            by=user,
            at=timezone.now(),
        )
        return f"{task.entry.number} 号：评分已提交。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/jury_score.html",
        title=f"评分：{task.entry.number} 号",
        crumbs=(crumb(TITLE, "jury_mine"),),
        form=form,
        corrects=before is not None,
        panel=panel.title,
        anonymous=panel.anonymous,
        closes_at=panel.closes_at,
        closed="" if panel.opens_at <= now < panel.closes_at else _closed(panel.opens_at, now),
        sections=[(one.heading, one.text) for one in task.entry.sections.order_by("number")],
        others=ballot_rows(reading.others_of(task), criteria, numbered=False),
        labels=[one.label for one in criteria],
        recuse_url=address("jury_stand_aside", task.pk),
        cancel_url=back,
    )


def _closed(opens_at: Any, now: Any) -> str:
    return f"{moment_of(opens_at)} 起可以评分。" if now < opens_at else "评分时间已经过了。"


def stand_aside(request: HttpRequest, task_id: int) -> HttpResponse:
    """I have to do with whom this is about, or believe so."""
    user = actor(request)
    task = reading.task_of(user, task_id)
    back = address("jury_mine")
    form = WhyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        reviewing.stand_aside(assignment_id=task.pk, why=data["why"], by=user, at=timezone.now())
        return f"{task.entry.number} 号：已登记回避。", back

    if answer := filled_in(request, form, deed):
        return answer
    if reading.is_recused(task) or task.entry.panel.state != PanelState.REVIEWING:
        return turned_back(request, "已经登记过回避，或者评审已经结束。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"回避：{task.entry.number} 号",
        crumbs=(crumb(TITLE, "jury_mine"),),
        form=form,
        intro="看出是谁、又与他有关系的，请回避。回避以后不能再评这份材料，打过的分不算，"
        "由别的评委接手；不能恢复。原因里不写姓名。",
        about=[("材料", f"{task.entry.number} 号"), ("评审", task.entry.panel.title)],
        submit_label="确认回避",
        cancel_url=back,
    )


def declare_own(request: HttpRequest) -> HttpResponse:
    """A tie of my own."""
    return declare(request, actor(request), address("jury_mine"))
