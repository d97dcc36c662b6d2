"""荣誉称号 at the bureau: the list, a new one, other words, retired or given again."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.roll import selectors
from honors.roll.admin.lists import TITLE
from honors.roll.forms import TitleForm
from honors.roll.services import titles as services
from honors.roll.showing import title_row
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in

TITLES = "荣誉称号"


def titles(request: HttpRequest) -> HttpResponse:
    """Every title with how many of it are published."""
    user = actor(request)
    may = user.may("honours.enter")
    return page(
        request,
        "bureau/honour_titles.html",
        title=TITLES,
        crumbs=(crumb(TITLE, "honours"),),
        rows=[
            {
                **title_row(one),
                "url": address("honours", title=str(one.pk)),
                "edit_url": address("honour_title", one.pk) if may else "",
                "retire_url": address("honour_title_retire", one.pk) if may else "",
            }
            for one in selectors.titles(user)
        ],
        new_url=address("honour_title_new") if may else "",
    )


def new(request: HttpRequest) -> HttpResponse:
    """A title nobody has entered."""
    form = TitleForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.enter_title(fields=data, by=actor(request), at=timezone.now())
        return "已新增。", address("honour_titles")

    return filled_in(request, form, deed) or _form_page(
        request, form, "新增荣誉称号", "照授予单位的文件写。不同级别的同名称号各建一个。"
    )


def edit(request: HttpRequest, title_id: int) -> HttpResponse:
    """Other words for one."""
    user = actor(request)
    found = selectors.title_visible_to(user, title_id)
    known = {name: getattr(found, name) for name in services.FIELDS}
    form = TitleForm(request.POST or None, initial=known)

    def deed(data: Data) -> tuple[str, str]:
        services.change_title(title_id=found.pk, fields=data, by=user, at=timezone.now())
        return "已保存。", address("honour_titles")

    return filled_in(request, form, deed) or _form_page(
        request,
        form,
        f"修改：{found.name}",
        "授予单位改了，名录里这个称号的荣誉跟着变。公布过荣誉的，名称和级别不能改。",
    )


def retire(request: HttpRequest, title_id: int) -> HttpResponse:
    """Asks, then no longer gives it; or gives it again."""
    user = actor(request)
    found = selectors.title_visible_to(user, title_id)
    again = found.retired_at is not None
    label = "恢复" if again else "停用"
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        service = services.restore_title if again else services.retire_title
        service(title_id=found.pk, by=user, at=timezone.now())
        return f"“{found.name}”已{label}。", address("honour_titles")

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=f"{label}：{found.name}",
        crumbs=_crumbs(),
        form=form,
        intro="恢复以后，录入荣誉时又能选它。"
        if again
        else "停用以后，录入荣誉时不能再选；名录里已有的不变，以后可以恢复。",
        about=[("称号", str(found))],
        danger=not again,
        submit_label=f"确认{label}",
        cancel_url=address("honour_titles"),
    )


def _crumbs() -> tuple[dict[str, str], ...]:
    return (crumb(TITLE, "honours"), crumb(TITLES, "honour_titles"))


def _form_page(request: HttpRequest, form: TitleForm, title: str, intro: str) -> HttpResponse:
    return page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=_crumbs(),
        form=form,
        intro=intro,
        about=[],
        submit_label="保存",
        cancel_url=address("honour_titles"),
    )
