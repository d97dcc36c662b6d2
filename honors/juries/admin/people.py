"""Jurors: who is asked, who leaves, who stands aside, and what each is tied to."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.juries.admin.lists import TITLE
from honors.juries.forms import AppointForm, RecuseForm, TieForm, WhyForm
from honors.juries.models import Entry, Panel
from honors.juries.selectors import desk as reading
from honors.juries.selectors import people
from honors.juries.selectors.results import ballots_of
from honors.juries.selectors.told import contact_of
from honors.juries.services import reviewing, seating
from honors.juries.showing import ballot_rows, contact_row, recusal_row, task_row, tie_row
from honors.juries.states import UNSETTLED, PanelState
from support_services.units.selectors import choosable_units
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.models import User
from veterans.regions.selectors import place_choices

OVER = "评审已经结束，不能再改。"


def _lacks(count: int) -> str:
    return f"还缺 {count} 人次的评委，请再聘请。" if count else ""


def appoint(request: HttpRequest, panel_id: int) -> HttpResponse:
    """Jurors for a panel; whoever has to do with an entry stands aside from it at once."""
    user = actor(request)
    found = reading.panel_visible_to(user, panel_id)
    back = address("jury_panel", found.pk)
    seated = set(found.seats.values_list("user", flat=True))
    ready = people.jurors()
    counts = people.tie_counts(ready)
    choices = [
        (one.pk, f"{one}（登记了 {counts.get(one.pk, 0)} 项关联）")
        for one in ready
        if one.pk not in seated
    ]
    form = AppointForm(request.POST or None, people=choices)

    def deed(data: Data) -> tuple[str, str]:
        made = seating.appoint(
            panel_id=found.pk, user_ids=data["user_ids"], by=user, at=timezone.now()
        )
        return f"聘请了 {made} 位评委，有关联的已经自动回避。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in UNSETTLED:
        return turned_back(request, OVER, back)
    intro = "先请评委登记关联（单位、村居、近亲属），再聘请。聘请以后登记的，也会自动回避。"
    if not choices:
        intro = "没有可以再聘请的评委。评委的账号由系统管理员开通，岗位选“评委”。"
    return page(
        request,
        "bureau/fact_form.html",
        title="聘请评委",
        crumbs=(crumb(TITLE, "jury_panels"), crumb(found.title, "jury_panel", found.pk)),
        form=form,
        intro=intro,
        about=[("评委会", found.title)],
        submit_label="聘请",
        cancel_url=back,
    )


def leave(request: HttpRequest, seat_id: int) -> HttpResponse:
    """A juror leaves a panel, with a reason."""
    user = actor(request)
    seat = reading.seat_visible_to(user, seat_id)
    back = address("jury_panel", seat.panel_id)
    form = WhyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        lacking = seating.excuse(seat_id=seat.pk, why=data["why"], by=user, at=timezone.now())
        return f"已登记退出，没评的由别人接手。{_lacks(lacking)}", back

    if answer := filled_in(request, form, deed):
        return answer
    if seat.left_at is not None or seat.panel.state not in UNSETTLED:
        return turned_back(request, "已经退出，或者评审已经结束。", back)
    return _question(
        request,
        seat.panel,
        form,
        "登记评委退出",
        "已经评的算数；没有评的由别的评委接手。不能恢复。",
        [("评委", f"{seat.user}（评委 {seat.number}）")],
        "确认退出",
        back,
    )


def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry as jurors read it, who has it, who stands aside; and once the review is closed what
    was given."""
    user = actor(request)
    found = reading.entry_visible_to(user, entry_id)
    panel = found.panel
    criteria = list(panel.criteria.order_by("number"))
    closed = panel.state == PanelState.CLOSED
    tasks = [one for one in reading.tasks_in(panel) if one.entry.pk == found.pk]
    return page(
        request,
        "bureau/jury_entry.html",
        title=f"{found.number} 号材料",
        crumbs=_crumbs(panel),
        number=found.number,
        sections=[(one.heading, one.text) for one in found.sections.order_by("number")],
        tasks=[task_row(one) for one in tasks],
        recusals=[
            recusal_row(one) for one in reading.recusals_of(panel) if one.entry_id == found.pk
        ],
        labels=[one.label for one in criteria],
        ballots=ballot_rows(ballots_of(panel, entry_id=found.pk), criteria) if closed else [],
        is_closed=closed,
        recuse_url=address("jury_recuse", found.pk)
        if user.may("juries.enter") and panel.state in UNSETTLED
        else "",
    )


def recuse(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The office knows that somebody must stand aside."""
    user = actor(request)
    found: Entry = reading.entry_visible_to(user, entry_id)
    back = address("jury_entry", found.pk)
    aside = set(found.recusals.values_list("seat", flat=True))
    seats = [
        (one.pk, f"评委 {one.number}　{one.user}")
        for one in found.panel.seats.select_related("user").order_by("number")
        if one.pk not in aside and one.left_at is None
    ]
    form = RecuseForm(request.POST or None, seats=seats)

    def deed(data: Data) -> tuple[str, str]:
        lacking = reviewing.recuse(entry_id=found.pk, **data, by=user, at=timezone.now())
        return f"已登记回避。{_lacks(lacking)}", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.panel.state not in UNSETTLED:
        return turned_back(request, OVER, back)
    return _question(
        request,
        found.panel,
        form,
        "登记回避",
        "回避以后不能再评这份材料，已经打的分不算，由别的评委接手；不能恢复。",
        [("材料", f"{found.number} 号")],
        "确认回避",
        back,
    )


def juror(request: HttpRequest, user_id: int) -> HttpResponse:
    """What is known of one juror's ties."""
    user = actor(request)
    found = people.juror(user_id)
    enters = user.may("juries.enter")
    return page(
        request,
        "bureau/juror.html",
        title=f"评委：{found}",
        crumbs=(crumb(TITLE, "jury_panels"), crumb("评委", "jurors")),
        ties=[
            {**tie_row(one), "end_url": address("juror_tie_end", one.pk) if enters else ""}
            for one in people.ties_visible_to(user, found)
        ],
        declare_url=address("juror_tie_new", found.pk) if enters else "",
        phone=contact_row(contact_of(found)),
        phone_url=address("juror_phone", found.pk) if enters else "",
        phone_end_url=address("juror_phone_end", found.pk) if enters else "",
        panels=[
            {"title": one.panel.title, "url": address("jury_panel", one.panel_id)}
            for one in people.seats_of(found)
        ],
    )


def declare_for(request: HttpRequest, user_id: int) -> HttpResponse:
    """The office enters a tie of a juror."""
    return declare(request, people.juror(user_id), address("juror", user_id))


def declare(request: HttpRequest, of: User, back: str) -> HttpResponse:
    """A tie of ``of``, by himself or by the office."""
    user = actor(request)
    form = TieForm(request.POST or None, units=choosable_units(), villages=place_choices())

    def deed(data: Data) -> tuple[str, str]:
        kind, what = form.meant()
        count = seating.declare_tie(
            user_id=of.pk,
            kind=kind,
            what=what,
            why=data["why"],
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"已登记；{count} 份材料自动回避。" if count else "已登记。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="登记关联",
        crumbs=(crumb("我的评审", "jury_mine"),)
        if of.pk == user.pk
        else (crumb(TITLE, "jury_panels"), crumb("评委", "jurors")),
        form=form,
        intro="与单位、村居、有档案的人有关系的，在这里登记。有关系的材料自动回避，不分派、不计分。",
        about=[("评委", str(of))],
        submit_label="登记",
        cancel_url=back,
    )


def end_tie(request: HttpRequest, tie_id: int) -> HttpResponse:
    """A tie holds no longer."""
    user = actor(request)
    tie = people.tie_to_end(user, tie_id)
    own = tie.user_id == user.pk
    back = address("jury_mine") if own else address("juror", tie.user_id)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        seating.end_tie(tie_id=tie.pk, by=user, at=timezone.now())
        return "已解除。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="解除关联",
        crumbs=(crumb("我的评审", "jury_mine"),)
        if own
        else (crumb(TITLE, "jury_panels"), crumb("评委", "jurors")),
        form=form,
        intro="以后不再按这一项回避；已经回避的不恢复。",
        about=[("与谁", tie.label), ("什么关系", tie.why)],
        submit_label="确认解除",
        cancel_url=back,
    )


def _crumbs(panel: Panel) -> tuple[dict[str, str], ...]:
    return (crumb(TITLE, "jury_panels"), crumb(panel.title, "jury_panel", panel.pk))


def _question(
    request: HttpRequest,
    panel: Panel,
    form: forms.Form,
    title: str,
    intro: str,
    about: list[tuple[str, str]],
    submit_label: str,
    back: str,
) -> HttpResponse:
    return page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=_crumbs(panel),
        form=form,
        intro=intro,
        about=about,
        submit_label=submit_label,
        cancel_url=back,
    )
