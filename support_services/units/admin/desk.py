"""What units put on the bureau's desk: links that end soon unanswered, links at which somebody
tries codes, and answers that may be nobody's of the unit. A fixed number of queries."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from support_services.units import selectors
from veterans.accounts.bureau_pages import actor, address


def desk(request: HttpRequest) -> dict[str, Any]:
    """Links for whoever makes them; answers of which somebody has to find out whose they were for
    whoever may."""
    user, at = actor(request), timezone.now()
    found: list[dict[str, Any]] = []
    if user.may("units.check") and (count := selectors.checks_for(user)):
        found.append(
            {
                "title": f"{count:,} 份单位答复待核实",
                "url": address("unit_checks"),
                "detail": "打单位登记的电话问清楚是不是它答的",
                "tone": "bad",
                "due_on": None,
            }
        )
    if not user.may("units.link"):
        return {"attention": found or None}
    if soon := selectors.ending_soon(at).count():
        found.append(
            {
                "title": f"{soon:,} 个答复链接快到期，单位还没有答复",
                "url": address("unit_links", state="soon"),
                "detail": "打电话催一催，或者另发一个",
                "tone": "warn",
                "due_on": None,
            }
        )
    if tried := len(selectors.tried(at)):
        found.append(
            {
                "title": f"{tried:,} 个答复链接一天内验证码错了多次",
                "url": address("unit_links", state="tried"),
                "detail": "打电话问清楚是不是单位里的人在填，不是的收回",
                "tone": "bad",
                "due_on": None,
            }
        )
    return {"attention": found or None}
