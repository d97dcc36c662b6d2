"""One item with everything of it, and how it is written down."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.double_list.admin.steps import TITLE, buttons_for, publicity_buttons
from support_services.double_list.answers import KIND
from support_services.double_list.forms import ChangeForm, ClassForm, ItemForm
from support_services.double_list.models import Item, ItemClass
from support_services.double_list.selectors import items as selectors
from support_services.double_list.selectors.board import clockwork
from support_services.double_list.selectors.circulars import notes_visible_to
from support_services.double_list.selectors.told import told_of
from support_services.double_list.services import entering, papers
from support_services.double_list.services.entering import FIELDS
from support_services.double_list.showing import (
    date_rows,
    extension_row,
    item_facts,
    item_row,
    owner_rows,
    publicity_told,
    road_of,
    silence_told,
    story_entry,
    told_row,
    words_of,
)
from support_services.double_list.states import OVER, ItemState
from support_services.double_list.waiting import owed_by
from support_services.units.answering import about_of, shows
from support_services.units.selectors import choosable_units
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.models import User
from veterans.registry.handed_out import handed_out

CRUMB = (TITLE, "dlist")


def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """One item: where it stands, who owes what, words given, dates, owners, papers, story."""
    user = actor(request)
    found = selectors.item_visible_to(user, item_id)
    clock = clockwork(timezone.localdate())
    extensions = list(found.extensions.select_related("asked_by", "decided_by").order_by("-pk"))
    waiting = next((one for one in extensions if one.state == "asked"), None)
    steps = list(selectors.steps_of(found))
    helping = selectors.helper_words([found]).get(found.pk, [])
    is_open = ItemState(found.state) not in OVER
    carried_to = getattr(found, "carried_to", None)
    return page(
        request,
        "bureau/double_list_item.html",
        title=found.title,
        crumbs=(crumb(*CRUMB),),
        row=item_row(found, clock),
        facts=item_facts(found),
        road=road_of(found),
        owed=owed_by(found, clock, waiting, helping),
        silence=silence_told(found, clock),
        words=words_of(found),
        links=[
            (label, str(one), address("dlist_item", one.pk))
            for label, one in (
                ("并入", found.merged_into),
                ("结转自", found.carried_from),
                ("结转到", carried_to),
            )
            if one is not None
        ]
        + [("并入了", str(one), address("dlist_item", one.pk)) for one in found.merged.all()],
        owners=owner_rows(list(found.owners.select_related("from_unit", "to_unit", "by"))),
        dates=date_rows(list(found.dates.select_related("by"))),
        pauses=list(found.pauses.all()),
        extensions=[extension_row(one) for one in extensions],
        notes=[
            {
                "code": one.code,
                "why": one.get_why_display(),
                "on": one.issued_on,
                "url": address("dlist_note", one.pk),
            }
            for one in notes_visible_to(user).filter(item=found)
        ],
        told=[told_row(one) for one in told_of(found)],
        papers=[
            {
                "url": address("dlist_paper", paper.pk),
                "label": f"{one.on:%Y-%m-%d} {one.get_verb_display()}，第 {number} 份",
            }
            for one in steps
            for number, paper in enumerate(one.papers.all(), start=1)
        ],
        publicity=publicity_told(found),
        publicity_buttons=publicity_buttons(user, found),
        buttons=buttons_for(user, found),
        link_buttons=_link_buttons(found, user) if is_open else [],
        edit_url=address("dlist_edit", found.pk) if is_open and user.may("dlist.enter") else "",
        story=[story_entry(one) for one in steps],
    )


def _link_buttons(found: Item, user: User) -> list[dict[str, str]]:
    """A link to whichever side has something to answer now; made on the unit's page."""
    if not user.may("units.link"):
        return []
    today = timezone.localdate()
    about = about_of(KIND, found.pk)
    units = {one.pk: one for one in (found.requester, found.lead, *found.helpers.all()) if one}
    shown = {pk: shows(about, one, today) for pk, one in units.items()}
    return [
        button(f"发链接给{units[pk].name}", "plain", "unit_link_new", pk, about=about)
        for pk, one in shown.items()
        if one is not None and one.answers
    ]


def new(request: HttpRequest) -> HttpResponse:
    """A thing that one side asks of the other."""
    today = timezone.localdate()
    form = ItemForm(
        request.POST or None,
        classes=[(one.pk, one.name) for one in selectors.classes()],
        units=choosable_units(),
        initial={"year": today.year, "source": "collected"},
    )

    def deed(data: Data) -> tuple[str, str]:
        year, direction = data.pop("year"), data.pop("direction")
        made = entering.enter_item(
            year=year,
            direction=direction,
            fields=data,
            by=actor(request),
            at=timezone.now(),
            today=today,
        )
        return f"已录入，编号 {made.code}。", address("dlist_item", made.pk)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="录入事项",
        crumbs=(crumb(*CRUMB),),
        form=form,
        intro="照提出单位说的写。部队只用代称；不写番号、驻地位置、人数和正在进行的任务。",
        about=[],
        submit_label="录入",
        cancel_url=address("dlist"),
    )


def edit(request: HttpRequest, item_id: int) -> HttpResponse:
    """Other words for it."""
    user = actor(request)
    found = selectors.item_visible_to(user, item_id)
    back = address("dlist_item", found.pk)
    if ItemState(found.state) in OVER:
        return turned_back(request, "这个事项已经结束，不能再改。", back)
    known: dict[str, Any] = {name: getattr(found, name) for name in FIELDS if name != "helpers"}
    known |= {"of_class": found.of_class_id, "requester": found.requester_id}
    known |= {"lead": found.lead_id, "helpers": list(found.helpers.values_list("pk", flat=True))}
    classes = {one.pk: one.name for one in selectors.classes()} | {
        found.of_class_id: found.of_class.name
    }
    form = ChangeForm(
        request.POST or None, classes=classes.items(), units=choosable_units(), initial=known
    )

    def deed(data: Data) -> tuple[str, str]:
        entering.change_item(
            item_id=found.pk, fields=data, by=user, at=timezone.now(), today=timezone.localdate()
        )
        return "已保存。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=f"修改：{found.code}",
        crumbs=(crumb(*CRUMB), crumb(found.code, "dlist_item", found.pk)),
        form=form,
        intro="双方确认以前都可以改，改了已经确认过的内容要重新请双方确认；"
        "双方确认以后只能改责任人、协办单位、措施、困难、计划资金和报告间隔。",
        about=[("编号", found.code), ("状态", found.get_state_display())],
        submit_label="保存",
        cancel_url=back,
    )


def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The photo or scan itself, through the permission check, never from the web root."""
    shown = papers.open_paper(paper_id=paper_id, by=actor(request), at=timezone.now())
    return handed_out(shown)


def classes(request: HttpRequest) -> HttpResponse:
    """The classes of items; one more."""
    user = actor(request)
    form = ClassForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = entering.enter_class(name=data["name"], by=user, at=timezone.now())
        return f"已有类别“{made.name}”。", address("dlist_classes")

    if user.may("dlist.enter") and (answer := filled_in(request, form, deed)):
        return answer
    return page(
        request,
        "bureau/double_list_classes.html",
        title="双清单类别",
        crumbs=(crumb(*CRUMB),),
        rows=[
            {
                "name": one.name,
                "closed": one.closed_at is not None,
                "url": address("dlist_class_close", one.pk)
                if one.closed_at is None and user.may("dlist.enter")
                else "",
            }
            for one in ItemClass.objects.all()
        ],
        form=form if user.may("dlist.enter") else None,
    )


def close_class(request: HttpRequest, class_id: int) -> HttpResponse:
    """Asks, then gives that class to nothing new."""
    user = actor(request)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        entering.close_class(class_id=class_id, by=user, at=timezone.now())
        return "已停用。", address("dlist_classes")

    if answer := filled_in(request, form, deed):
        return answer
    found = ItemClass.objects.filter(pk=class_id, closed_at__isnull=True).first()
    if found is None:
        return turned_back(request, "没有这个在用的类别。", address("dlist_classes"))
    return page(
        request,
        "bureau/fact_form.html",
        title="停用类别",
        crumbs=(crumb(*CRUMB), crumb("双清单类别", "dlist_classes")),
        form=form,
        intro="以后录入不能再选；已经用它的事项不变。同名再新增一次就恢复。",
        about=[("类别", found.name)],
        submit_label="确认停用",
        cancel_url=address("dlist_classes"),
    )
