"""What follows the choice: milestones, spending, results, the public summary."""

from decimal import Decimal

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.projects.admin.lists import TITLE
from support_services.projects.forms import (
    DoneForm,
    PutOffForm,
    ResultForm,
    ReverseForm,
    SpendForm,
)
from support_services.projects.models import Application
from support_services.projects.selectors import calls as reading
from support_services.projects.selectors import carrying
from support_services.projects.services import carrying as services
from support_services.projects.services.carrying import NOT_RUNNING, Reached
from support_services.projects.states import ApplicationState
from support_services.projects.written_rows import plain
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.foundation.attachments import check_attachment
from veterans.registry.handed_out import handed_out

MAX_BYTES = 8 << 20


def done(request: HttpRequest, milestone_id: int) -> HttpResponse:
    """A milestone was done, with papers; or it is told anew."""
    user = actor(request)
    found = carrying.milestone_visible_to(user, milestone_id)
    form = DoneForm(
        request.POST or None,
        request.FILES or None,
        initial={
            "done_on": found.done_on or timezone.localdate(),
            "note": found.done_note,
            "reached": "" if found.reached is None else plain(found.reached),
        },
    )

    def deed(data: Data) -> tuple[str, str]:
        files = [check_attachment(one, max_bytes=MAX_BYTES) for one in data.pop("papers")]
        services.finish_milestone(
            milestone_id=found.pk,
            **data,
            files=files,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"“{found.what}”已登记完成。", _back(found.application)

    about = [
        ("节点", found.what),
        ("到哪天", f"{found.day:%Y-%m-%d}"),
        ("承诺", f"{found.measure} {plain(found.promised)} {found.unit}"),
    ]
    return filled_in(request, form, deed) or _asked(
        request, found.application, form, "登记完成", "做完了登记，附上照片或签到表。", about
    )


def put_off(request: HttpRequest, milestone_id: int) -> HttpResponse:
    """A later day for a milestone."""
    user = actor(request)
    found = carrying.milestone_visible_to(user, milestone_id)
    form = PutOffForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.put_off(milestone_id=found.pk, **data, by=user, at=timezone.now())
        return f"“{found.what}”已延到 {data['put_off_to']:%Y-%m-%d}。", _back(found.application)

    about = [("节点", found.what), ("现在到", f"{found.day:%Y-%m-%d}")]
    return filled_in(request, form, deed) or _asked(
        request, found.application, form, "节点延期", "原来的日期和原因都留着。", about
    )


def spend(request: HttpRequest, application_id: int) -> HttpResponse:
    """Money that was spent."""
    user = actor(request)
    found = reading.application_visible_to(user, application_id)
    form = SpendForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.spend(
            application_id=found.pk,
            **data,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "支出已登记。", _back(found)

    left = found.granted - carrying.spent_on(found)
    about = [("立项金额", f"{found.granted:,.2f} 元"), ("还剩", f"{left:,.2f} 元")]
    intro = "照凭证登记。登记以后不能改；登错的冲销，再登记一笔。"
    return filled_in(request, form, deed) or _asked(request, found, form, "登记支出", intro, about)


def reverse(request: HttpRequest, spending_id: int) -> HttpResponse:
    """Takes an entry back by another one."""
    user = actor(request)
    found = carrying.spending_visible_to(user, spending_id)
    application = reading.application_visible_to(user, found.application_id)
    form = ReverseForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.reverse_spending(
            spending_id=found.pk,
            **data,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已冲销。对的请重新登记。", _back(application)

    about = [("用在哪里", found.what), ("金额", f"{found.amount:,.2f} 元")]
    about.append(("凭证号", found.voucher))
    return filled_in(request, form, deed) or _asked(
        request, application, form, "冲销支出", "记一笔同样的负数，两笔都留着。", about
    )


def result(request: HttpRequest, application_id: int) -> HttpResponse:
    """Each promise against what was reached, and the bureau's word."""
    user = actor(request)
    found = reading.application_visible_to(user, application_id)
    milestones = list(found.milestones.order_by("number"))
    before = carrying.result_of(found)
    initial = {
        f"reached_{one.pk}": "" if one.reached is None else plain(one.reached) for one in milestones
    }
    initial |= {f"note_{one.pk}": one.reached_note for one in milestones}
    if before is not None:
        initial |= {name: getattr(before, name) for name in ("grade", "summary", "note")}
        initial["points"] = plain(before.points)
    form = ResultForm(request.POST or None, milestones=milestones, initial=initial)

    def deed(data: Data) -> tuple[str, str]:
        services.enter_result(
            application_id=found.pk,
            grade=form.grade(),
            points=data["points"],
            summary=data["summary"],
            note=data["note"],
            reached={
                key: Reached(data[f"reached_{key}"] or Decimal(0), data[f"note_{key}"])
                for key in form.keys
            },
            by=user,
            at=timezone.now(),
        )
        return "绩效评价已录入，请另一人复核公布。", _back(found)

    intro = "对照项目书承诺的数，一项一项写达到多少；没有做到的写 0，写明原因。"
    return filled_in(request, form, deed) or _asked(request, found, form, "绩效评价", intro, [])


def publish(request: HttpRequest, application_id: int) -> HttpResponse:
    """By another: finished, and everybody reads it."""
    user = actor(request)
    found = reading.application_visible_to(user, application_id)
    known = carrying.result_of(found)
    if known is None:
        return turned_back(request, "还没有录入绩效评价。", _back(found))
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.publish_result(application_id=found.pk, by=user, at=timezone.now())
        return f"“{found.title}”已完成，小结已公布。", _back(found)

    about = [
        ("评价", f"{known.get_grade_display()}，{plain(known.points)} 分"),
        ("公开小结", known.summary),
        ("支出", f"{carrying.spent_on(found):,.2f} 元，立项 {found.granted:,.2f} 元"),
    ]
    intro = "核对数字和小结。公布以后项目结束，群众马上能看到，不能再改。"
    return filled_in(request, form, deed) or _asked(request, found, form, "复核公布", intro, about)


def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """A photo or scan. Every look is on record."""
    shown = services.open_paper(paper_id=paper_id, by=actor(request), at=timezone.now())
    return handed_out(shown)


def _back(found: Application) -> str:
    return address("project", found.pk)


def _asked(
    request: HttpRequest,
    found: Application,
    form: forms.Form,
    title: str,
    intro: str,
    about: list[tuple[str, str]],
) -> HttpResponse:
    if found.state != ApplicationState.CHOSEN:
        return turned_back(request, NOT_RUNNING, _back(found))
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{title}：{found.title}",
        crumbs=(crumb(TITLE, "project_calls"), crumb(found.title, "project", found.pk)),
        form=form,
        intro=intro,
        about=about,
        submit_label=title,
        cancel_url=_back(found),
    )
