"""推荐 by whoever has proved who he is (``/wode/``): a neighbour, or himself."""

import uuid
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from honors.campaigns import published
from honors.campaigns.forms.nominating import OwnNominationForm
from honors.campaigns.services import arriving
from support_services.enquiry import services as proof
from support_services.enquiry.public.views import COOKIE, OVER
from support_services.stations import published as stations
from support_services.stations.public.views import phone_of
from veterans.foundation import elder
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.residents import View, for_sending, not_found_by_engines

FORM, SELF = "form", "ziji"  # names of fields, not secrets


def _page(view: View) -> View:
    """For whoever has a pass; others are asked to prove who they are first."""

    @for_sending
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = request.COOKIES.get(COOKIE, "")
        viewer = proof.whose(token, at=timezone.now()) if token else None
        if viewer is None:
            over = f"?{OVER}=1" if token else ""
            context = {
                "over": bool(token),
                "prove_url": f"{reverse('own:ask')}{over}",
                "written": [
                    value
                    for name, value in request.POST.items()
                    if name.startswith("field_") and str(value).strip()
                ],
                **phone_of(stations.center()),
            }
            response = render(request, "public/nominate_prove.html", context)
        else:
            response = view(request, viewer.person_id, *args, **kwargs)
        return not_found_by_engines(response)

    return shown


@_page
def nominate(request: HttpRequest, person_id: int, campaign_id: int) -> HttpResponse:
    """The form; of himself where the address says so."""
    today = timezone.localdate()
    found = published.campaign(campaign_id, today)
    is_self = SELF in request.GET or SELF in request.POST
    known = published.parts_of(campaign_id)
    allowed = found is not None and (found.takes_self if is_self else found.takes_people)
    if found is None or known is None or not allowed:
        gone = {**phone_of(stations.center())}
        return render(request, "public/campaign_gone.html", gone, status=404)
    of, parts = known
    token = request.POST.get(FORM, "")
    if not proof.is_token(token):
        token = uuid.uuid4().hex
    sent = request.method == "POST" and not elder.is_switching(request)
    form = OwnNominationForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        campaign=of,
        parts=parts,
        is_self=is_self,
        initial={"consent_on": today, **request.POST.dict()},
    )
    if sent and form.is_valid():
        try:
            arriving.nominate_by_resident(
                campaign_id=of.pk,
                person_id=person_id,
                is_self=is_self,
                said=form.said(),
                form=token,
                at=timezone.now(),
                today=today,
            )
            return HttpResponseRedirect(reverse("own_campaigns:mine"))
        except Refused as refusal:
            again = "照片要重新选一次。" if request.FILES else ""
            form.add_error(None, f"{refusal}{again}")
    context = {
        "campaign": found,
        "form": form,
        "token": token,
        "is_self": is_self,
        "self_name": SELF,
        **phone_of(stations.center()),
    }
    return render(request, "public/nominate.html", context)


@_page
def mine(request: HttpRequest, person_id: int) -> HttpResponse:
    """What he has nominated and what became of it."""
    rows = published.own_nominations(person_id, timezone.localdate())
    context = {"nominations": rows, **phone_of(stations.center())}
    return render(request, "public/nominations.html", context)


@_page
def withdraw(request: HttpRequest, person_id: int, nomination_id: int) -> HttpResponse:
    """Taken back: asked first, done by POST."""
    said = ""
    if request.method != "POST" or elder.is_switching(request):
        rows = published.own_nominations(person_id, timezone.localdate())
        one = next((row for row in rows if row.id == nomination_id and row.may_withdraw), None)
        if one is not None:
            asked = {"nomination": one, **phone_of(stations.center())}
            return render(request, "public/nomination_withdraw.html", asked)
    if request.method == "POST" and not elder.is_switching(request):
        try:
            arriving.withdraw_by_resident(
                nomination_id=nomination_id, person_id=person_id, at=timezone.now()
            )
        except NotFound:
            pass
        except Refused as refusal:
            said = str(refusal)
    if said:
        rows = published.own_nominations(person_id, timezone.localdate())
        context = {"nominations": rows, "said": said, **phone_of(stations.center())}
        return render(request, "public/nominations.html", context)
    return HttpResponseRedirect(reverse("own_campaigns:mine"))
