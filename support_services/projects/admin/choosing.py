"""The choice within the budget: the whole list on one page, begun with the plain course."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.projects.admin.comparing import budget_line, rows_of
from support_services.projects.admin.lists import TITLE
from support_services.projects.forms import ChoiceForm
from support_services.projects.rules import Choice, Ranked, from_the_top
from support_services.projects.selectors import calls as reading
from support_services.projects.services.choosing import propose_choice
from support_services.projects.states import PROPOSE
from support_services.projects.written_rows import plain
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in, turned_back


def choose(request: HttpRequest, call_id: int) -> HttpResponse:
    """Asks for an amount and a reason of each, then hands the list to the decider."""
    user = actor(request)
    call = reading.call_visible_to(user, call_id)
    back = address("project_call", call.pk)
    if call.state not in PROPOSE.starts:
        return turned_back(request, "评审结束以后才能拟定立项；拟定过的等审定。", back)
    rows, _ = rows_of(user, call)
    keys = [one["id"] for one in rows]
    ranked = [Ranked(one["id"], one["place"], one["asked"]) for one in rows]
    begun = any(one["proposed"] is not None for one in rows)
    plainly = from_the_top(ranked, call.budget)
    initial: dict[str, str] = {}
    for one in rows:
        amount = one["proposed"] if begun else plainly[one["id"]]
        initial[f"granted_{one['id']}"] = plain(amount or Decimal(0))
        initial[f"why_{one['id']}"] = one["choice_why"]
    form = ChoiceForm(
        request.POST or None, names={one["id"]: one["title"] for one in rows}, initial=initial
    )

    def deed(data: Data) -> tuple[str, str]:
        choices = {
            key: Choice(key, data[f"granted_{key}"] or Decimal(0), data[f"why_{key}"])
            for key in keys
        }
        propose_choice(call_id=call.pk, choices=choices, by=user, at=timezone.now())
        return "已拟定，请审批的人审定。", back

    if answer := filled_in(request, form, deed):
        return answer
    shown = []
    for one, line in zip(rows, budget_line(rows, call.budget), strict=True):
        granted, why = form.of(one["id"])
        shown.append({**one, "line": line, "granted_field": granted, "why_field": why})
    return page(
        request,
        "bureau/project_choose.html",
        title="拟定立项",
        crumbs=(crumb(TITLE, "project_calls"), crumb(call.title, "project_call", call.pk)),
        form=form,
        rows=shown,
        budget=call.budget,
        most_each=call.most_each,
        planned=sum((plainly[key] for key in keys), start=Decimal(0)),
        sent_back_why=call.sent_back_why,
        cancel_url=back,
    )
