"""The form of a hand-over as both doors ask it: with the letters that wait and what hangs there."""

from datetime import date

from django.http import HttpRequest

from support_services.notices.selectors.letters import letters_of
from support_services.visits.forms import HandOverForm
from veterans.accounts.models import User
from veterans.registry.models import Person
from veterans.registry.services.homes import NO_HOME, plaque_of


def hand_over_form(
    request: HttpRequest, user: User, person: Person, today: date
) -> tuple[HandOverForm, str]:
    """The form, and a sentence about the plaque of this home."""
    home = person.household
    stands = plaque_of(home) if home is not None else None
    form = HandOverForm(
        request.POST or None,
        request.FILES or None,
        today=today,
        letters=[
            (one.pk, f"{one.title}（事项日期 {one.due_on:%Y-%m-%d}）")
            for one in letters_of(user, person)
        ],
        ticked="letters" in request.GET,
        plaque=stands.number if stands else "",
    )
    if stands is None:
        return form, f"光荣牌：{NO_HOME}"
    if not stands.number:
        return form, "光荣牌：这一户还没有登记。"
    since = f"，{stands.hung_on:%Y-%m-%d} 悬挂" if stands.hung_on else "，没有登记悬挂日期"
    return form, f"光荣牌：这一户现在是 {stands.number}{since}。"
