"""What is done with a notice of merit: entered, checked, planned, brought, rewarded."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from honors.letters import selectors, services
from honors.letters.admin.pages import TITLE
from honors.letters.forms import (
    CheckForm,
    DeliverForm,
    LetterForm,
    PlanForm,
    RewardEntryForm,
    RewardForm,
    WhyForm,
)
from honors.letters.models import Letter
from honors.letters.showing import letter_facts
from honors.letters.states import MOVES
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.money import yuan_text
from veterans.regions.selectors import place_choices
from veterans.registry.selectors import person_visible_to
from veterans.registry.selectors.finding import person_with_id

_FORMS: dict[str, type[forms.Form]] = {
    "check": CheckForm,
    "drop": WhyForm,
    "recall": WhyForm,
    "plan": PlanForm,
    "deliver": DeliverForm,
}
_SERVICES: dict[str, Callable[..., Any]] = {
    "check": services.check_letter,
    "drop": services.drop_letter,
    "recall": services.recall_letter,
    "plan": services.plan_letter,
    "deliver": services.deliver_letter,
}
_FOLLOWS = {
    "check": "核对相符以后，这项立功写入他的档案，服务站看得到这份喜报。",
    "drop": "退回以后这份作废；更正了的重新登记一份。",
    "recall": "作废以后不再送，同一项更正了的可以重新登记。还没有审批的奖励金同时不予核发；"
    "已批准的奖励金和档案里的立功不会自动改，作废以后喜报页面写明要办的事。",
    "plan": "服务站按这个日期和人员去送，可以再改。",
    "deliver": "登记以后不能改；写错的，作废送达记录，喜报重新等着送达，再登记一次。",
}


def _facts(user: User, found: Letter) -> list[tuple[str, str]]:
    return letter_facts(found, selectors.rewards_shown(user, [found]).get(found.pk))


def new(request: HttpRequest, person_id: int) -> HttpResponse:
    """A notice came about somebody whose file is open."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    today = timezone.localdate()
    form = LetterForm(
        request.POST or None, places=place_choices(user), initial={"received_on": today}
    )

    def deed(data: Data) -> tuple[str, str]:
        made = services.receive_letter(
            person_id=person.pk, **data, by=user, at=timezone.now(), today=today
        )
        return "已登记，等另一人核对。", address("letter", made.pk)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="登记喜报",
        crumbs=(crumb(TITLE, "good_news"),),
        form=form,
        intro="照部队来的通知填，登记以后由另一人和人武部核对。不写部队番号、代号。",
        about=[("立功军人", person.name)],
        submit_label="登记",
        cancel_url=address("person", person.pk),
    )


def step(request: HttpRequest, letter_id: int, verb: str) -> HttpResponse:
    """Check, drop, plan, deliver: asked first, then done."""
    if verb not in MOVES:
        raise Http404
    starts, _, duty, label = MOVES[verb]
    user = doer(request, duty, label)
    found = selectors.letter_visible_to(user, letter_id)
    back = address("letter", found.pk)
    today = timezone.localdate()
    given = {"delivered_on": today, "planned_on": found.planned_on, "team": found.team}
    form = _FORMS[verb](request.POST or None, request.FILES or None, initial=given)

    def deed(data: Data) -> tuple[str, str]:
        asked = form.asked() if isinstance(form, DeliverForm) else data
        day = {} if verb in ("drop", "recall") else {"today": today}
        _SERVICES[verb](letter_id=found.pk, **asked, **day, by=user, at=timezone.now())
        return f"{found}：{label}，已登记。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in starts:
        return turned_back(request, f"这份喜报已经办过，不能再{label}。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{label}：{found.person.name}",
        crumbs=(crumb(TITLE, "good_news"), crumb(str(found), "letter", found.pk)),
        form=form,
        intro=_FOLLOWS[verb],
        about=_facts(user, found),
        danger=verb in ("drop", "recall"),
        submit_label=label,
        cancel_url=back,
    )


def enter_reward(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A flat reward of the ledger with what the letter says; only month and payee are asked."""
    user = doer(request, "grants.enter", "录入奖励金")
    found = selectors.letter_visible_to(user, letter_id)
    back = address("letter", found.pk)
    today = timezone.localdate()
    figures = selectors.reward_figures(found)
    form = RewardEntryForm(
        request.POST or None,
        merits=[(code, name) for code, name, _ in figures],
        initial={"month": f"{today:%Y-%m}"},
    )

    def deed(data: Data) -> tuple[str, str]:
        number = data.pop("payee_id_number")
        payee = person_with_id(user, number) if number else None
        if number and payee is None:
            raise Refused("人员库中没有领取人的身份证号。请核对号码；没有登记的，请先登记。")
        services.enter_reward(
            letter_id=found.pk, **data, payee=payee, by=user, at=timezone.now(), today=today
        )
        return "奖励金已录入，等待另一人审批。批准以后随批次发放。", back

    if answer := filled_in(request, form, deed):
        return answer
    if selectors.is_rewarded(found):
        return turned_back(request, "这份喜报的奖励金已经录入。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"录入奖励金：{found.person.name}",
        crumbs=(crumb(TITLE, "good_news"), crumb(str(found), "letter", found.pk)),
        form=form,
        intro="等次、授予日期和文号照喜报，不用再填；金额按授予当天执行的核发基数。"
        "录入后由另一人审批，金额就此固定，随批次发放。",
        about=[
            ("立功", f"{found.get_merit_display()}，{found.awarded_on:%Y-%m-%d} 授予"),
            ("文号", found.document_no),
            *((f"奖励金：{name}", _figure_words(figure)) for _, name, figure in figures),
        ],
        submit_label="录入，等审批",
        cancel_url=back,
        more_url=address("letter_reward", found.pk),
        more_label="已在“核发”里录入的，登记是哪一项",
    )


def _figure_words(figure: Any) -> str:
    if figure is None:
        return "授予当天没有执行的数值，请先在“核发基数”录入，由另一人启用"
    if figure.value == 0:
        return "不发"
    return f"{yuan_text(figure.value)} 元，{figure.source}"


def reward(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Which grant of the ledger is the reward; where there is none yet, the way to enter one."""
    user = actor(request)
    found = selectors.letter_visible_to(user, letter_id)
    back = address("letter", found.pk)
    grants = [
        (one.pk, f"{one.scheme.name} {one.occasion} {yuan_text(one.amount)} 元")
        for one in selectors.grants_for(user, found)
    ]
    form = RewardForm(request.POST or None, grants=grants)

    def deed(data: Data) -> tuple[str, str]:
        services.link_reward(
            letter_id=found.pk, grant_id=int(data["grant_id"]), by=user, at=timezone.now()
        )
        return "已登记奖励金。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=f"奖励金：{found.person.name}",
        crumbs=(crumb(TITLE, "good_news"), crumb(str(found), "letter", found.pk)),
        form=form,
        intro="奖励金和别的钱一样，由另一人审批，随批次发放；这里只登记是哪一项。"
        if grants
        else "还没有按这项立功给他核发过。义务兵按立功增发优待金的，先在“核发”里录入优待金、"
        "勾选立功情况，再回来登记；其他的，在喜报页面点“录入奖励金”。",
        about=_facts(user, found),
        submit_label="登记" if grants else "",
        cancel_url=back,
        more_url=address("grant_new", found.person_id),
        more_label="去录入核发",
    )
