"""The buttons of a person: a right granted, a death; and where an account is entered."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin import fact_forms
from support_services.subsidies.admin.facts import Fact, take
from support_services.subsidies.services import entitlements
from veterans.accounts.bureau_pages import actor, address, button, crumb
from veterans.accounts.deeds import Data
from veterans.accounts.models import User
from veterans.foundation.months import month_cn
from veterans.registry.selectors import person_visible_to


def _death(request: HttpRequest, person: Any, data: Data) -> str:
    ended = entitlements.record_death_and_end(
        person=person,
        died_on=data["died_on"],
        replaces=data.get("replaces"),
        by=actor(request),
        at=timezone.now(),
        today=timezone.localdate(),
    )
    return f"已登记去世，{len(ended)} 项待遇随之停发。" if ended else "已登记去世。"


def _death_form(request: HttpRequest, person: Any) -> forms.Form:
    if person.died_on is None:
        return fact_forms.DeathForm(request.POST or None)
    return fact_forms.CorrectedDeathForm(
        request.POST or None, initial={"died_on": person.died_on, "replaces": person.died_on}
    )


def _death_follows(person: Any, data: Data) -> list[str]:
    return [
        f"享受的待遇全部停发，最后发放月为{month_cn(data['died_on'].replace(day=1))}。",
        "按规定续发的，由系统计入；登记遗属领取人及其账户以后发放。",
        "去世以后多发的月份冲回，先从续发中抵扣。",
    ]


def _rights_of(user: User, person: Any) -> list[int]:
    return [right.pk for right in selectors.entitlements_of(user, person.pk)]


def _kept_apart(user: User, person: Any) -> list[str]:
    return [one.sentence for one in selectors.collisions_of([person.pk])]


def _grant_form(request: HttpRequest, person: Any) -> forms.Form:
    code = request.POST.get("scheme") or request.GET.get("scheme", "")
    scheme = next((one for one in selectors.monthly_schemes() if one.code == code), None)
    if scheme is None:
        return fact_forms.SchemeForm(request.GET or None)
    form = fact_forms.GrantForm(request.POST or None, scheme=scheme)
    form.fields["scheme"] = forms.CharField(widget=forms.HiddenInput, initial=scheme.code)
    return form


def _grant(request: HttpRequest, person: Any, data: Data) -> str:
    made = entitlements.grant(
        person=person, by=actor(request), at=timezone.now(), today=timezone.localdate(), **data
    )
    return f"{made.scheme.name}已登记，自{month_cn(made.start_month)}起发。"


PERSON: dict[str, Fact] = {
    "grant": Fact(
        label="新批待遇",
        intro="按批准文件登记一项待遇。起发月由项目的规则决定，以前的月份会在下一批补发。",
        form=_grant_form,
        follows=lambda person, data: ["下一批起发放；起发月以来的月份一并补发。"],
        run=_grant,
        moves=_rights_of,
        warns=_kept_apart,
    ),
    "death": Fact(
        label="登记去世",
        intro="登记去世日期，享受的待遇随之全部停发，续发的部分由系统计入。",
        form=_death_form,
        follows=_death_follows,
        run=_death,
        moves=_rights_of,
        kind="danger",
    ),
}


def person_actions(person: Any, user: User) -> list[dict[str, str]]:
    """What this person may do about somebody."""
    if not user.may("people.edit") or person.merged_into_id is not None:
        return []
    dead = person.died_on is not None
    labels = {"death": "更正去世日期"} if dead else {}
    own = [
        button(labels.get(verb, fact.label), fact.kind, "person_fact", person.pk, verb)
        for verb, fact in PERSON.items()
        if verb == "death" or not dead
    ]
    if not dead:
        own.insert(1, button("登记银行账户", "plain", "account_new", person.pk))
    # What concerns the register alone is done there.
    register = [
        button(label, "plain", "registry_person_button", person.pk, name)
        for label, name in (("改联系方式", "contact"), ("更正姓名", "name"))
    ]
    granting = button("核发年度、一次性款项", "plain", "grant_new", person.pk)
    return [*own[:-1], granting, *register, *own[-1:]]


def take_person(request: HttpRequest, person_id: int, verb: str) -> HttpResponse:
    """Change a fact of a person."""
    person = person_visible_to(actor(request), person_id)
    crumbs = (crumb("人员", "people"), crumb(person.name, "person", person.pk))
    back = address("person", person.pk)
    return take(request, PERSON.get(verb), person, crumbs=crumbs, back=back)
