"""Good news: narrowed, as a workbook, one by one, and on paper for the door."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.letters import selectors
from honors.letters.forms import LettersFilter
from honors.letters.models import Letter
from honors.letters.showing import letter_facts, letter_row
from honors.letters.states import LETTER_LABELS, MOVES, LetterState
from support_services.subsidies.grant_states import GrantState
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
    found = paged(request, selectors.narrowed(user, **asked, today=today), lambda one: one)
    told = selectors.rewards_shown(user, found.object_list)
    found.object_list = [
        {**letter_row(one, today, told.get(one.pk)), "url": address("letter", one.pk)}
        for one in found.object_list
    ]
    return page(
        request,
        "bureau/good_news.html",
        title=TITLE,
        filter_form=form,
        filtered=any(asked.values()),
        days=selectors.days_allowed(),
        page_obj=found,
        export_url=address("good_news_export", **asked),
    )


def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, names covered."""
    user = actor(request)
    today = timezone.localdate()
    _, asked = _filter(request, user)
    found = list(selectors.narrowed(user, **asked, today=today))
    told = selectors.rewards_shown(user, found)
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
            one.grant.amount if one.grant is not None and one.pk in told else "",
            told[one.pk].words if one.pk in told else "",
        ]
        for one in found
    ]
    heads = ["姓名", "等次", "授予日期", "收到", "应送达", "由哪里送", "状态", "送达"]
    heads += ["奖励金（元）", "奖励金状态"]
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
    free = checked and not selectors.is_rewarded(found)
    reward = selectors.rewards_shown(user, [found]).get(found.pk)
    return page(
        request,
        "bureau/letter.html",
        title=str(found),
        crumbs=(crumb(TITLE, "good_news"),),
        state_label=label,
        state_tone=tone,
        late=letter_row(found, timezone.localdate())["late"],
        facts=letter_facts(found, reward),
        warned=_warned(found),
        grant_url=address("grant", found.grant_id) if reward else "",
        enter_url=address("letter_reward_new", found.pk)
        if free and user.may("grants.enter")
        else "",
        person={"name": found.person.name, "url": address("person", found.person_id)},
        actions=_actions(found, user),
        reward_url=address("letter_reward", found.pk) if free and user.may("letters.enter") else "",
        honour_url=address("honour_new_of", found.person_id)
        if user.may("honours.enter") and found.state == LetterState.DELIVERED
        else "",
        visit_url=address("visit", found.visit_id) if found.visit_id else "",
        paper_url=address("letter_paper", found.pk) if checked else "",
    )


def _warned(found: Letter) -> list[str]:
    """What does not fit together any more, and who sets it right; nothing is done by itself."""
    told = []
    grant = found.grant
    row = found.merit_row
    wrong = found.state == LetterState.DROPPED
    changed = row is not None and (row.kind, row.awarded_on) != (found.merit, found.awarded_on)
    if changed and row is not None and not wrong:
        told.append(
            f"档案里这项立功已改为“{row.get_kind_display()}，{row.awarded_on:%Y-%m-%d}”，"
            "和喜报不同。喜报错了的，作废这一份，照更正后的重新登记；已经送达的，先作废送达记录。"
        )
    if wrong and row is not None and not changed:
        told.append("这份喜报已作废，档案里还有这项立功：请在人员页核对，错了的在那里更正。")
    if grant is not None and selectors.is_rewarded(found) and (wrong or changed):
        told.append(
            "奖励金还在等审批：由经办撤回，或者由审批人不予核发。"
            if grant.state == GrantState.DRAFT
            else "奖励金已经批准：查实不该发的，由审批岗位在这项核发里“取消并追缴”，"
            "已发的在以后的同类款项里抵扣；喜报更正后重新录入。系统不会自动取消。"
        )
    return told


def _actions(found: Letter, user: User) -> list[dict[str, str]]:
    own = found.entered_by_id == user.pk
    return [
        button(
            label,
            "danger" if verb in ("drop", "recall") else "plain",
            "letter_step",
            found.pk,
            verb,
        )
        for verb, (starts, _, duty, label) in MOVES.items()
        if found.state in starts
        and user.may(duty)
        and not (own and verb in ("check", "drop", "recall"))
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
