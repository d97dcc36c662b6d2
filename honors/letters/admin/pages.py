"""Good news: narrowed, as a workbook, one by one, and on paper for the door."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.letters import selectors
from honors.letters.forms import LettersFilter
from honors.letters.models import Letter
from honors.letters.showing import letter_facts, letter_row
from honors.letters.states import LETTER_LABELS, MOVES, LetterState
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.deeds import turned_back
from veterans.accounts.models import User
from veterans.foundation.masking import mask_name
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes
from veterans.regions.selectors import place_name, towns_visible_to

TITLE = "喜报"


def _filter(request: HttpRequest, user: User) -> tuple[LettersFilter, dict[str, Any]]:
    form = LettersFilter(request.GET, towns=towns_visible_to(user).values_list("path", "name"))
    form.is_valid()
    return form, {name: form.cleaned_data.get(name) or "" for name in ("q", "state", "town")}


def letters(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first; narrowed."""
    user = actor(request)
    today = timezone.localdate()
    form, asked = _filter(request, user)
    return page(
        request,
        "bureau/good_news.html",
        title=TITLE,
        filter_form=form,
        filtered=any(asked.values()),
        days=selectors.days_allowed(),
        page_obj=paged(
            request,
            selectors.narrowed(user, **asked, today=today),
            lambda one: {**letter_row(one, today), "url": address("letter", one.pk)},
        ),
        export_url=address("good_news_export", **asked),
    )


def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, names covered."""
    user = actor(request)
    today = timezone.localdate()
    _, asked = _filter(request, user)
    rows = [
        [
            mask_name(one.person.name),
            one.get_merit_display(),
            f"{one.awarded_on:%Y-%m-%d}",
            f"{one.received_on:%Y-%m-%d}",
            f"{one.due_on:%Y-%m-%d}",
            place_name(one.region),
            one.get_state_display(),
            f"{one.delivered_on:%Y-%m-%d}" if one.delivered_on else "",
        ]
        for one in selectors.narrowed(user, **asked, today=today)
    ]
    heads = ["姓名", "等次", "授予日期", "收到", "应送达", "由哪里送", "状态", "送达"]
    note = f"{today:%Y-%m-%d} 导出，共 {len(rows)} 份，姓名已遮盖"
    response = HttpResponse(xlsx_bytes(TITLE, [note], heads, rows), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="good-news.xlsx"'
    return response


def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One with everything of it and what may be done."""
    user = actor(request)
    found = selectors.letter_visible_to(user, letter_id)
    label, tone = LETTER_LABELS[LetterState(found.state)]
    checked = found.state not in (LetterState.RECEIVED, LetterState.DROPPED)
    may = user.may("letters.enter") and checked
    return page(
        request,
        "bureau/letter.html",
        title=str(found),
        crumbs=(crumb(TITLE, "good_news"),),
        state_label=label,
        state_tone=tone,
        late=letter_row(found, timezone.localdate())["late"],
        facts=letter_facts(found),
        person={"name": found.person.name, "url": address("person", found.person_id)},
        actions=_actions(found, user),
        reward_url=address("letter_reward", found.pk) if may and found.grant is None else "",
        honour_url=address("honour_new_of", found.person_id)
        if user.may("honours.enter") and found.state == LetterState.DELIVERED
        else "",
        visit_url=address("visit", found.visit_id) if found.visit_id else "",
        paper_url=address("letter_paper", found.pk) if checked else "",
    )


def _actions(found: Letter, user: User) -> list[dict[str, str]]:
    own = found.entered_by_id == user.pk
    return [
        button(label, "danger" if verb == "drop" else "plain", "letter_step", found.pk, verb)
        for verb, (starts, _, duty, label) in MOVES.items()
        if found.state in starts and user.may(duty) and not (own and verb in ("check", "drop"))
    ]


def paper(request: HttpRequest, letter_id: int) -> HttpResponse:
    """喜报 on one sheet, to be brought and framed."""
    user = actor(request)
    found = selectors.letter_visible_to(user, letter_id)
    if found.state in (LetterState.RECEIVED, LetterState.DROPPED):
        return turned_back(request, "核对相符以后才能打印喜报。", address("letter", found.pk))
    return page(
        request,
        "bureau/letter_paper.html",
        title=f"喜报：{found.person.name}",
        crumbs=(crumb(TITLE, "good_news"), crumb(str(found), "letter", found.pk)),
        name=found.person.name,
        merit=f"{found.get_merit_display()}{f'“{found.title}”' if found.title else ''}",
        awarded_on=found.awarded_on,
        printed_on=timezone.localdate(),
    )
