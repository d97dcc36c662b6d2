"""Addresses of cases and errands at the stations' door, under ``/station/``."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.cache import never_cache

from support_services.casework import errand_pages, incoming_pages, pages
from support_services.casework.page_frames import STATION
from veterans.accounts.doors import for_station

app_name = "cases"
READ, REGISTER, HANDLE, CARRY = "cases.read", "cases.register", "cases.handle", "errands.handle"
TAKE = "incoming.take"


def at(view: Callable[..., Any], duty: str, **fixed: Any) -> Callable[..., HttpResponseBase]:
    """A page of both doors, at this one; nothing of it is kept by browsers or on the way."""
    guarded: Callable[..., HttpResponseBase] = never_cache(
        for_station(duty)(partial(view, STATION, **fixed))
    )
    return guarded


urlpatterns = [
    path("cases/", at(pages.cases, READ), name="cases"),
    path("cases/find/", at(pages.find, REGISTER), name="case_find"),
    path("cases/new/", at(pages.new, REGISTER), name="case_new"),
    path("cases/new/<int:person_id>/", at(pages.new, REGISTER), name="case_new_of"),
    path("cases/<int:case_id>/", at(pages.case, READ), name="case"),
    path("cases/<int:case_id>/do/<slug:verb>/", at(pages.step, HANDLE), name="case_step"),
    path("cases/<int:case_id>/slip/", at(pages.slip, READ), name="case_slip"),
    path("cases/<int:case_id>/phone/", at(pages.phone, HANDLE), name="case_phone"),
    path("cases/<int:case_id>/consent/", at(pages.consent, HANDLE), name="case_consent"),
    path("cases/incoming/", at(incoming_pages.incoming_list, TAKE), name="incoming_list"),
    path("cases/incoming/<int:incoming_id>/", at(incoming_pages.incoming, TAKE), name="incoming"),
    path(
        "cases/incoming/<int:incoming_id>/accept/",
        at(incoming_pages.accept, TAKE),
        name="incoming_accept",
    ),
    path(
        "cases/incoming/<int:incoming_id>/phone/",
        at(incoming_pages.phone, TAKE),
        name="incoming_phone",
    ),
    path("errands/", at(errand_pages.errands, CARRY), name="errands"),
    path("errands/find/", at(pages.find, CARRY, errand=True), name="errand_find"),
    path("errands/new/<int:person_id>/", at(errand_pages.new, CARRY), name="errand_new"),
    path("errands/<int:errand_id>/", at(errand_pages.errand, CARRY), name="errand"),
    path(
        "errands/<int:errand_id>/steps/<int:number>/",
        at(errand_pages.item, CARRY),
        name="errand_item",
    ),
    path(
        "errands/<int:errand_id>/do/<slug:verb>/",
        at(errand_pages.step, CARRY),
        name="errand_step",
    ),
    path("errands/<int:errand_id>/slip/", at(errand_pages.slip, CARRY), name="errand_slip"),
]
