"""Pages for residents: campaigns, the list that is made public with what may be said against it,
and a certificate that is proved by its number. No session is asked and no cookie set.

Kept by nobody: whoever takes his consent back, and a list that is taken down, are gone from the
next look on.
"""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from honors.campaigns import published
from honors.campaigns.public.forms import TRAP, ObjectionForm
from honors.campaigns.services import objections
from support_services.stations import published as stations
from support_services.stations.public.views import phone_of
from veterans.foundation import elder, pace
from veterans.foundation.errors import Refused
from veterans.foundation.residents import for_everyone, for_sending, not_found_by_engines

TOKEN, NUMBER = "form", "bianhao"  # names of fields, not secrets
LONGEST = 30


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return not_found_by_engines(response)


def _phone() -> dict[str, Any]:
    return phone_of(stations.center())


@for_everyone
def campaigns(request: HttpRequest) -> HttpResponse:
    """What is open, what is made public, who was honoured."""
    rows = published.campaigns(timezone.localdate())
    return _kept_by_nobody(
        render(request, "public/campaigns.html", {"campaigns": rows, **_phone()})
    )


@for_everyone
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One of them; or that nothing is here."""
    found = published.campaign(campaign_id, timezone.localdate())
    if found is None:
        return _kept_by_nobody(render(request, "public/campaign_gone.html", _phone(), status=404))
    return _kept_by_nobody(render(request, "public/campaign.html", {"campaign": found, **_phone()}))


@for_sending
def objection(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """对公示有意见, with evidence; while the list is public."""
    found = published.campaign(campaign_id, timezone.localdate())
    if found is None or not found.is_public_list:
        gone = render(request, "public/campaign_gone.html", _phone(), status=404)
        return not_found_by_engines(gone)
    listed = [(one.serial, f"{one.name}　{one.place}") for one in found.listed]
    token = request.POST.get(TOKEN, "")
    if not objections.is_token(token):
        token = uuid.uuid4().hex
    status = 200
    sent = request.method == "POST" and not elder.is_switching(request)
    form = ObjectionForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        listed=listed,
        initial=request.POST.dict(),
    )
    if sent and request.POST.get(TRAP):
        form.is_valid()
        form.add_error(None, "没有收下：最下面有一格是不用填的，请把它清空再发。")
    elif sent and form.is_valid():
        try:
            receipt = objections.send(
                campaign_id=found.id,
                serial=form.cleaned_data["serial"],
                objector=form.cleaned_data["objector"],
                phone=form.cleaned_data["phone"],
                text=form.cleaned_data["text"],
                files=form.contents(),
                form=token,
                address=str(request.META.get("REMOTE_ADDR", "")),
                at=timezone.now(),
                today=timezone.localdate(),
            )
            return HttpResponseRedirect(reverse("campaigns:receipt", args=[receipt]))
        except Refused as refusal:
            again = "照片要重新选一次。" if request.FILES else ""
            form.add_error(None, f"{refusal}{again}")
            status = 429 if isinstance(refusal, pace.TooOften) else 200
    context = {"campaign": found, "form": form, "token": token, "trap": TRAP, **_phone()}
    response = render(request, "public/campaign_objection.html", context, status=status)
    return not_found_by_engines(response)


@for_everyone
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """How an objection stands, for whoever has the receipt."""
    found = published.receipt(token)
    if found is None:
        return _kept_by_nobody(render(request, "public/campaign_gone.html", _phone(), status=404))
    return _kept_by_nobody(
        render(request, "public/campaign_receipt.html", {"receipt": found, **_phone()})
    )


@for_everyone
def certificate(request: HttpRequest) -> HttpResponse:
    """Whether a certificate is genuine, by its number; one answer to every number that is none."""
    number = request.GET.get(NUMBER, "").strip()[:LONGEST]
    context = {
        "number": number,
        "name": NUMBER,
        "found": published.certified(number) if number else None,
        **_phone(),
    }
    return _kept_by_nobody(render(request, "public/certificate.html", context))
