"""The file at the bureau: its rows, its papers, its history, one covered value at a time."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, done, filled_in
from veterans.foundation.masking import mask_id_number
from veterans.registry import services
from veterans.registry.covered import COVERED, may_unmask
from veterans.registry.forms import PaperForm, RowForm, UnmaskForm, WhyForm
from veterans.registry.handed_out import handed_out
from veterans.registry.models import Person
from veterans.registry.sections import BY_KEY, Section
from veterans.registry.selectors import person_visible_to
from veterans.registry.selectors.changes import changes_of, file_stamp
from veterans.registry.selectors.file import (
    categories_of,
    file_of,
    household_of,
    paper_visible_to,
    row_of,
)

CHANGES_A_PAGE = 50


def _crumbs(person: Person) -> tuple[Any, ...]:
    return crumb("人员", "people"), crumb(person.name, "person", person.pk)


def _section(request: HttpRequest, key: str) -> Section:
    section = BY_KEY.get(key)
    if section is None:
        raise Http404
    if not actor(request).may(section.write):
        raise PermissionDenied(f"“{section.title}”不由您的岗位登记。")
    return section


@never_cache
def put_row(
    request: HttpRequest, person_id: int, section_key: str, row_id: int | None = None
) -> HttpResponse:
    """A new row of a section, or one corrected; whoever comes second is told what changed."""
    user, section = actor(request), _section(request, section_key)
    person = person_visible_to(user, person_id)
    row = row_of(user, person, section, row_id) if row_id else None
    stamp = file_stamp(person.pk)
    form = RowForm(request.POST or None, section=section, user=user, row=row, seen=stamp)

    def deed(data: Data) -> tuple[str, str]:
        services.put_row(
            person=person,
            section=section.key,
            row_id=row_id,
            values=form.values(),
            why=data.get("why") or "登记",
            seen=data["seen"] if data["seen"] is not None else stamp,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已保存。", f"{address('person', person.pk)}#file-{section.key}"

    answered = filled_in(request, form, deed)
    form.show_again(stamp)
    remove_url = address("file_row_remove", person.pk, section.key, row_id) if row_id else ""
    return answered or page(
        request,
        "bureau/fact_form.html",
        title=f"{'更正' if row_id else '登记'}{section.title}",
        crumbs=_crumbs(person),
        form=form,
        intro=section.hint or f"{person.name}，{mask_id_number(str(person.id_number))}",
        submit_label="保存",
        cancel_url=f"{address('person', person.pk)}#file-{section.key}",
        more_url=remove_url,
        more_label="这一条登记错了，删除",
    )


@never_cache
def drop_row(request: HttpRequest, person_id: int, section_key: str, row_id: int) -> HttpResponse:
    """Take a row out, with a reason; what it said stays in the history."""
    user, section = actor(request), _section(request, section_key)
    person = person_visible_to(user, person_id)
    row = row_of(user, person, section, row_id)
    line, notes = section.told(row)
    stamp = file_stamp(person.pk)
    form = WhyForm(request.POST or None, initial={"seen": stamp})

    def deed(data: Data) -> tuple[str, str]:
        services.drop_row(
            person=person,
            section=section.key,
            row_id=row_id,
            why=data["why"],
            seen=data["seen"] if data["seen"] is not None else stamp,
            by=user,
            at=timezone.now(),
        )
        return "已删除，内容留在改动记录里。", f"{address('person', person.pk)}#file-{section.key}"

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=f"删除{section.title}",
        crumbs=_crumbs(person),
        form=form,
        about=[("这一条", line), *(("", note) for note in notes)],
        intro="登记错了的才删除；情况变了的请更正，或者登记新的一条。删除以前的内容留在改动记录里。",
        submit_label="删除",
        cancel_url=address("person", person.pk),
    )


@never_cache
def unmask(
    request: HttpRequest, person_id: int, what: str, row_id: int | None = None
) -> HttpResponse:
    """Why, and then the one value; it is on record in the person's own file."""
    user = actor(request)
    covered = COVERED.get(what)
    if covered is None:
        raise Http404
    if not may_unmask(user, what):
        raise PermissionDenied("您的岗位不能查看这一项。")
    person = person_visible_to(user, person_id)
    form = UnmaskForm(request.POST or None)
    value = form.uncovered(person_id=person.pk, what=what, row_id=row_id, by=user)
    return page(
        request,
        "bureau/unmask.html",
        title=f"查看{covered.label}",
        crumbs=_crumbs(person),
        form=form,
        name=person.name,
        label=covered.label,
        value=value,
        back_url=address("person", person.pk),
    )


def history(request: HttpRequest, person_id: int) -> HttpResponse:
    """Every change of the file: who, when, what before, why."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    told = changes_of(person, sensitive=user.may("people.sensitive"), at_most=2000)
    return page(
        request,
        "bureau/file_history.html",
        title="改动记录",
        crumbs=_crumbs(person),
        name=person.name,
        page_obj=Paginator(told, CHANGES_A_PAGE).get_page(request.GET.get("page")),
    )


def printed(request: HttpRequest, person_id: int) -> HttpResponse:
    """The file on paper, numbers covered; that it was printed is on record like a look."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    services.note_viewed(person=person, by=user, at=timezone.now())
    return page(
        request,
        "bureau/file_print.html",
        title=f"{person.name}的档案",
        crumbs=_crumbs(person),
        person=person,
        masked_id=mask_id_number(str(person.id_number)),
        categories=categories_of(person),
        household=household_of(user, person),
        file=[one for one in file_of(user, person) if one.section.key != "sensitive"],
        printed_at=timezone.now(),
        printed_by=user,
    )


def add_papers(request: HttpRequest, person_id: int) -> HttpResponse:
    """Photos and scans for the file."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    form = PaperForm(request.POST or None, request.FILES or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.add_papers(
            person=person,
            files=data["papers"],
            kind=data["kind"],
            title=data["title"],
            by=user,
            at=timezone.now(),
        )
        return f"已存入 {len(made)} 份材料。", f"{address('person', person.pk)}#papers"

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="存入材料",
        crumbs=_crumbs(person),
        form=form,
        intro="加密保存，只有办理此人事项的人能看，每次查看都有记录。",
        submit_label="存入",
        cancel_url=address("person", person.pk),
    )


def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The photo or scan itself, through the permission check, never from the web root."""
    shown = services.open_paper(paper_id=paper_id, by=actor(request), at=timezone.now())
    return handed_out(shown)


def void_paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """It was put in by mistake."""
    user = actor(request)
    found = paper_visible_to(user, paper_id)
    if found.person is None:
        raise Http404
    person = found.person
    form = WhyForm(request.POST or None)
    back = f"{address('person', person.pk)}#papers"
    return done(
        request,
        lambda data: _voided(user, paper_id, data),
        back=back,
        form=form,
    ) or page(
        request,
        "bureau/fact_form.html",
        title="作废材料",
        crumbs=_crumbs(person),
        form=form,
        about=[("材料", str(found))],
        intro="传错的材料可以作废：以后谁也看不到，原件仍然封存。",
        submit_label="作废",
        cancel_url=back,
    )


def _voided(user: Any, paper_id: int, data: Data) -> str:
    services.void_paper(paper_id=paper_id, why=data["why"], by=user, at=timezone.now())
    return "已作废。"
