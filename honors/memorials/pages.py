"""Pages of the memorials, written once for both staff doors: the door gives its frame and its
addresses; what is seen the selectors say by the reader's area."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from honors.memorials import deeds, selectors, showing
from honors.memorials.event_forms import Filter
from honors.memorials.models import Facility
from honors.memorials.selectors.days import standings
from honors.memorials.services import looking
from honors.memorials.states import WHAT_LABELS, State, What
from veterans.accounts.bureau_pages import paged
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.models import User
from veterans.registry.handed_out import handed_out

# What the month shows.
MONTHLY = (What.CEREMONY, What.GUEST)


@dataclass(frozen=True)
class Door:
    """``url(name, …)``: an address of it; ``show(request, kind, title, context)``: a list, a sheet
    or a form in its frame; ``subjects``: what it has lists of."""

    url: Callable[..., str]
    show: Callable[[HttpRequest, str, str, dict[str, Any]], HttpResponse]
    subjects: tuple[What, ...]


def _user(request: HttpRequest) -> Any:
    return request.user


def _what(door: Door, word: str) -> What:
    if word not in [str(one) for one in door.subjects]:
        raise Http404
    return What(word)


def tabs(door: Door, here: What) -> list[dict[str, Any]]:
    return [
        {"title": WHAT_LABELS[one], "url": door.url("list", one), "current": one is here}
        for one in door.subjects
    ]


def listing(request: HttpRequest, door: Door, word: str) -> HttpResponse:
    """One list, narrowed; of facilities with how they stand to the next day of remembrance."""
    what, user, today = _what(door, word), _user(request), timezone.localdate()
    form = Filter(request.GET, user=user, what=what)
    asked = form.asked()
    found = selectors.listed(user, what, asked)
    shown = paged(request, found, lambda row: {"row": row}, per_page=30)
    rows = [one["row"] for one in shown.object_list]
    stands = standings(rows, today=today) if what is What.FACILITY else {}
    shown.object_list = [_line(door, what, one, stands, today) for one in rows]
    new = deeds.NEW.get(what)
    return door.show(
        request,
        "list",
        WHAT_LABELS[what],
        {
            "tabs": tabs(door, what),
            "filter_form": form,
            "filtered": any(asked.values()),
            "page_obj": shown,
            "new_url": door.url("new", what) if new and user.may(new.duty) else "",
            "new_label": new.label if new else "",
            "month_url": door.url("month") if what in MONTHLY else "",
            "days_url": door.url("days") if what is What.FACILITY else "",
            "export_url": "" if user.is_station else _with(door.url("export", what), request),
        },
    )


def _with(url: str, request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"{url}?{query}" if query else url


def _line(door: Door, what: What, row: Any, stands: Any, today: Any) -> dict[str, Any]:
    title, note = showing.line(what, row, today=today)
    label, tone = showing.state_of(what, row)
    stand = stands.get(row.pk) if isinstance(row, Facility) and row.state == State.CHECKED else None
    return {
        "title": title,
        "note": note,
        "state_label": label,
        "state_tone": tone,
        "stand": stand,
        "url": door.url("sheet", what, key_of(what, row)),
    }


def key_of(what: What, row: Any) -> int:
    """The number by which its page is known: of a martyr his own, not the edition's."""
    return int(row.martyr_id if what is What.MARTYR else row.pk)


def new(request: HttpRequest, door: Door, word: str) -> HttpResponse:
    """Something written down."""
    what, user = _what(door, word), _user(request)
    made = deeds.NEW.get(what)
    if made is None:
        raise Http404
    _may(user, made.duty)
    # A day of the month leads here with its date and place.
    known = request.GET.dict() if request.method == "GET" else {}
    form = made.form(request.POST or None, request.FILES or None, user=user, initial=known)

    def deed(data: Data) -> tuple[str, str]:
        key = made.run(data, deeds.who(user))
        return "已登记。", door.url("sheet", what, key)

    back = door.url("list", what)
    return filled_in(request, form, deed) or _form(
        request, door, form, made.label, made.intro, [], "保存", back
    )


def sheet(request: HttpRequest, door: Door, word: str, key: int) -> HttpResponse:
    """Everything of one, with the buttons this person has."""
    what, user, today = _what(door, word), _user(request), timezone.localdate()
    row = selectors.one_visible(user, what, key)
    waits = selectors.unfinished(key) if what is What.MARTYR else None
    if waits is not None and waits.pk == row.pk:
        waits = None
    label, tone = showing.state_of(what, row)
    title, _ = showing.line(what, row, today=today)
    acts = [
        {"label": one.label, "url": door.url("do", what, key, verb), "kind": one.kind}
        for verb, one in deeds.DEEDS[what].items()
        if deeds.actionable(what, row, user, verb)
        or (waits is not None and deeds.actionable(what, waits, user, verb))
    ]
    if what in deeds.CHANGED and user.may(deeds.NEW[what].duty) and row.state != "ended":
        acts.insert(0, {"label": "修改", "url": door.url("edit", what, key), "kind": "plain"})
    stand = None
    if isinstance(row, Facility) and row.state == State.CHECKED:
        stand = standings([row], today=today)[row.pk]
    return door.show(
        request,
        "sheet",
        title,
        {
            "what": WHAT_LABELS[what],
            "list_url": door.url("list", what),
            "state_label": label,
            "state_tone": tone,
            "stand": stand,
            "facts": showing.facts(row, today=today),
            "draft": showing.facts(waits, today=today) if waits is not None else [],
            "draft_state": showing.state_of(what, waits)[0] if waits is not None else "",
            "sections": showing.sections(
                what, row, user, today=today, photo_url=lambda pk: door.url("photo", pk)
            ),
            "hands": showing.hands(what, row),
            "actions": acts,
            "papers": _papers(door, what, row, key),
        },
    )


def _papers(door: Door, what: What, row: Any, key: int) -> list[dict[str, str]]:
    """What is printed of it, where the door has it."""
    has = (what is What.MARTYR and row.state == "published") or (
        what is What.TRIP and row.state in ("decided", "done")
    )
    if not has:
        return []
    word = "介绍信" if what is What.TRIP else "烈士页"
    urls = (
        (f"打印{word}", door.url("paper", what, key)),
        (f"{word} PDF", door.url("pdf", what, key)),
    )
    return [{"label": label, "url": url} for label, url in urls if url]


def edit(request: HttpRequest, door: Door, word: str, key: int) -> HttpResponse:
    """Other words."""
    what, user = _what(door, word), _user(request)
    if what not in deeds.CHANGED:
        raise Http404
    made = deeds.NEW[what]
    _may(user, made.duty)
    row = selectors.one_visible(user, what, key)
    source = (selectors.unfinished(key) if what is What.MARTYR else None) or row
    known = {}
    for name in deeds.CHANGED[what]:
        value = getattr(source, name)
        known[name] = getattr(value, "code", getattr(value, "pk", value))
        if name in ("opens_at", "closes_at"):
            known[name] = f"{value:%H:%M}"
    form = made.form(request.POST or None, user=user, initial=known)
    back = door.url("sheet", what, key)

    def deed(data: Data) -> tuple[str, str]:
        deeds.change(what, key, data, deeds.who(user))
        return "已保存。", back

    return filled_in(request, form, deed) or _form(
        request, door, form, f"修改：{source}", made.intro, [], "保存", back
    )


def do(request: HttpRequest, door: Door, word: str, key: int, verb: str) -> HttpResponse:
    """One step: says what follows, then does it."""
    what, user, today = _what(door, word), _user(request), timezone.localdate()
    one = deeds.DEEDS[what].get(verb)
    if one is None:
        raise Http404
    _may(user, one.duty)
    row = selectors.one_visible(user, what, key)
    waits = selectors.unfinished(key) if what is What.MARTYR else None
    back = door.url("sheet", what, key)
    form = one.form(request.POST or None, request.FILES or None, user=user, key=key)

    def deed(data: Data) -> tuple[str, str]:
        made = one.run(key, data, deeds.who(user))
        is_repair = what is What.FACILITY and verb == "repair"
        onward = door.url("sheet", What.REPAIR, made.pk) if is_repair else back
        return f"{one.label}：已办。", onward

    if answer := filled_in(request, form, deed):
        return answer
    if not (one.may(row) or (waits is not None and one.may(waits))):
        return turned_back(request, f"现在不能{one.label}，请看页面上的状态。", back)
    title, note = showing.line(what, row, today=today)
    return _form(
        request,
        door,
        form,
        f"{one.label}：{title}",
        one.follows,
        [(WHAT_LABELS[what], title), ("说明", note), *_besides(what, verb, key)],
        f"确认{one.label}",
        back,
        danger=one.kind == "danger",
    )


def _besides(what: What, verb: str, key: int) -> list[tuple[str, str]]:
    """What whoever takes this step has to know: an inspector, what was found before."""
    if what is not What.FACILITY or verb != "inspect":
        return []
    rows = selectors.open_findings(key).select_related("inspection").prefetch_related("repairs")
    return [("以前发现、没有修好的", showing.finding_line(one)) for one in rows[:20]]


def photo(request: HttpRequest, door: Door, photo_id: int) -> HttpResponse:
    """A sealed photo; that it was looked at is on record."""
    return handed_out(looking.open_photo(photo_id=photo_id, by=_user(request), at=timezone.now()))


def _may(user: User, duty: str) -> None:
    if not user.may(duty):
        raise PermissionDenied("这一步不由您的岗位办理。")


def _form(
    request: HttpRequest,
    door: Door,
    form: forms.Form,
    title: str,
    intro: str,
    about: Iterable[tuple[str, str]],
    submit: str,
    back: str,
    *,
    danger: bool = False,
) -> HttpResponse:
    return door.show(
        request,
        "form",
        title,
        {
            "intro": intro,
            "about": list(about),
            "form": form,
            "submit_label": submit,
            "submit": submit,
            "cancel_url": back,
            "back_url": back,
            "danger": danger,
            "method": "post",
        },
    )
