"""Writing an honour down, correcting it, and the second person's steps."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from honors.roll import selectors
from honors.roll.admin.lists import TITLE
from honors.roll.forms import HonourForm, WhyForm
from honors.roll.models import Edition
from honors.roll.selectors import FIELDS
from honors.roll.services import editions as services
from honors.roll.showing import consent_of
from honors.roll.states import MOVES, EditionState
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.foundation.errors import NotFound
from veterans.registry.models import Person
from veterans.registry.selectors import people_visible_to

_FOLLOWS: dict[str, str] = {
    "review": "审核通过以后，由复核或审批公布；公布以前居民看不到。请对照表彰决定和同意书。",
    "send_back": "退回录入人修改，改好以后重新审核。",
    "publish": "居民马上能在荣誉名录、首页的框里和数据接口查到；原来公布的一份由它接替，留作历史。",
    "withdraw": "居民马上看不到，网址上什么也不说；正在更正的也作废。要再公布，得重新取得同意。",
    "drop": "这一份不再公布，内容留作历史；另起一份时从它接着写。",
}


def new(request: HttpRequest) -> HttpResponse:
    """An honour of whoever is written down."""
    return _new(request, None)


def new_of(request: HttpRequest, person_id: int) -> HttpResponse:
    """An honour of somebody whose file is open."""
    person = people_visible_to(actor(request)).filter(pk=person_id).first()
    if person is None:
        raise NotFound("没有找到这个人的档案。")
    return _new(request, person)


def _new(request: HttpRequest, person: Person | None) -> HttpResponse:
    user = actor(request)
    known: dict[str, Any] = {"year": timezone.localdate().year}
    if person is not None:
        known |= {"kind": "person", "name": person.name, "region": person.region.code}
    form = HonourForm(
        request.POST or None,
        request.FILES or None,
        titles=selectors.choosable_titles(),
        initial=known,
    )
    if person is not None:
        del form.fields["number"]

    def deed(data: Data) -> tuple[str, str]:
        made = services.enter_honour(
            **_given(data),
            person_id=person.pk if person is not None else None,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已存为草稿，由另一人审核。", address("honour", made.honour_id)

    back = address("person", person.pk) if person is not None else address("honours")
    about = [("档案", person.name)] if person is not None else []
    return filled_in(request, form, deed) or _form_page(
        request, form, "录入荣誉", (crumb(TITLE, "honours"),), about, back
    )


def correct(request: HttpRequest, honour_id: int) -> HttpResponse:
    """Asks, then begins the next edition with everything of the one before."""
    user = actor(request)
    stands = selectors.standing(selectors.editions_of(user, honour_id))
    back = address("honour", honour_id)
    if stands.state == EditionState.REVOKED:
        return turned_back(request, services.REVOKED, back)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.enter_next(honour_id=honour_id, by=user, at=timezone.now())
        return "新的一份已存为草稿，改好以后由另一人审核。", address("honour_edit", made.pk)

    on_the_roll = stands.state == EditionState.PUBLISHED
    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="更正" if on_the_roll else "重新录入",
        crumbs=_crumbs(stands),
        form=form,
        intro="新的一份从现在的一份抄起；公布以前，居民看到的还是现在的一份。"
        "现在的一份不能再让人看的，先撤下。"
        if on_the_roll
        else "新的一份从原来的抄起。撤下过的，同意要重新取得、重新登记。",
        about=[("荣誉", str(stands))],
        submit_label="起草",
        cancel_url=back,
    )


def edit(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Other words in a draft."""
    user = actor(request)
    found = selectors.edition_visible_to(user, edition_id)
    back = address("honour", found.honour_id)
    if found.state != EditionState.DRAFT:
        return turned_back(request, "这一份已经不是草稿，不能再改；要改的点“更正”。", back)
    known = {name: getattr(found, name) for name in FIELDS}
    form = HonourForm(
        request.POST or None,
        request.FILES or None,
        titles=selectors.choosable_titles(found.title_id),
        linked=found.person.name if found.person is not None else "",
        initial=known | {"region": found.region.code, "title": found.title_id},
    )

    def deed(data: Data) -> tuple[str, str]:
        services.change_draft(
            edition_id=found.pk,
            **_given(data),
            unlink=data.get("unlink", False),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "草稿已保存。", back

    about = [("同意书", "已上传；再传一份就换成新的")] if found.consent_file_id else []
    return filled_in(request, form, deed) or _form_page(
        request, form, f"修改：{found.name}", _crumbs(found), about, back
    )


def _given(data: Data) -> dict[str, Any]:
    """What the form holds, as the services take it."""
    file = data.get("consent_file")
    return {
        "fields": {name: data[name] for name in FIELDS},
        "number": data.get("number", ""),
        "consent_file": file.read() if file else None,
    }


def step(request: HttpRequest, edition_id: int, verb: str) -> HttpResponse:
    """Review, send back, publish, withdraw, drop: asked first, then done."""
    if verb not in MOVES:
        raise Http404
    move = MOVES[verb]
    user = doer(request, move.duty, move.label)
    found = selectors.edition_visible_to(user, edition_id)
    back = address("honour", found.honour_id)
    form: forms.Form = (WhyForm if verb in ("send_back", "withdraw") else forms.Form)(
        request.POST or None
    )
    if verb == "withdraw":
        form.fields["why"].help_text = "例如：本人撤回同意；内容有误，先撤下。只有工作人员看得到。"

    def deed(data: Data) -> tuple[str, str]:
        services.move_edition(
            edition_id=found.pk,
            verb=verb,
            why=data.get("why", ""),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"“{found}”已{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in move.starts:
        return turned_back(request, f"这一份已经办过，不能再{move.label}。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{move.label}：{found.name}",
        crumbs=_crumbs(found),
        form=form,
        intro=_FOLLOWS[verb],
        about=[
            ("荣誉", str(found)),
            ("版次", f"第 {found.number} 版"),
            ("同意公布", consent_of(found) or "还没有登记同意"),
            ("档案", found.person.name if found.person is not None else "没有关联档案"),
        ],
        danger=verb in ("withdraw", "drop"),
        submit_label=f"确认{move.label}",
        cancel_url=back,
    )


def _crumbs(edition: Edition) -> tuple[dict[str, str], ...]:
    return (crumb(TITLE, "honours"), crumb(str(edition), "honour", edition.honour_id))


def _form_page(
    request: HttpRequest,
    form: HonourForm,
    title: str,
    crumbs: tuple[dict[str, str], ...],
    about: list[tuple[str, str]],
    cancel_url: str,
) -> HttpResponse:
    return page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=crumbs,
        form=form,
        intro="照表彰决定填。存为草稿以后由另一人对照决定和同意书审核，审核通过才公布。"
        "照片不上网，这里不收。",
        about=about,
        submit_label="保存草稿",
        cancel_url=cancel_url,
    )
