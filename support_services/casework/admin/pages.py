"""Every address of the casework at the bureau's door, with the duty it takes. The steps of a case
take duties of their own besides; the selectors say which."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from support_services.casework import errand_pages, incoming_pages, pages
from support_services.casework.page_frames import BUREAU
from veterans.accounts.bureau_site import BureauPage as Page
from veterans.accounts.bureau_site import Place

READ, REGISTER, HANDLE = "cases.read", "cases.register", "cases.handle"
ERRANDS, CARRY = "errands.read", "errands.handle"
TAKE, REFUSE = "incoming.take", "incoming.refuse"


def at(view: Callable[..., HttpResponse], **fixed: Any) -> Callable[..., HttpResponse]:
    """A page of both doors, at this one; nothing of it is kept by browsers or on the way."""
    bound: Callable[..., HttpResponse] = never_cache(partial(view, BUREAU, **fixed))
    return bound


PAGES = (
    Page("cases/", at(pages.cases), "cases", READ),
    Page("cases/find/", at(pages.find), "case_find", REGISTER),
    Page("cases/new/", at(pages.new), "case_new", REGISTER),
    Page("cases/new/<int:person_id>/", at(pages.new), "case_new_of", REGISTER),
    Page("cases/<int:case_id>/", at(pages.case), "case", READ),
    Page("cases/<int:case_id>/do/<slug:verb>/", at(pages.step), "case_step", READ),
    Page("cases/<int:case_id>/slip/", at(pages.slip), "case_slip", READ),
    Page("cases/<int:case_id>/phone/", at(pages.phone), "case_phone", HANDLE),
    Page("cases/<int:case_id>/consent/", at(pages.consent), "case_consent", HANDLE),
    Page("cases/rules/", errand_pages.rules, "case_rules", READ),
    Page("cases/rules/new/", errand_pages.new_rule, "case_rule_new", "cases.rules"),
    Page("cases/incoming/", at(incoming_pages.incoming_list), "incoming_list", TAKE),
    Page("cases/incoming/<int:incoming_id>/", at(incoming_pages.incoming), "incoming", TAKE),
    Page(
        "cases/incoming/<int:incoming_id>/accept/",
        at(incoming_pages.accept),
        "incoming_accept",
        TAKE,
    ),
    Page(
        "cases/incoming/<int:incoming_id>/refuse/",
        at(incoming_pages.refuse),
        "incoming_refuse",
        REFUSE,
    ),
    Page(
        "cases/incoming/<int:incoming_id>/object/",
        at(incoming_pages.object_by),
        "incoming_object",
        "publicity.object",
    ),
    Page(
        "cases/incoming/<int:incoming_id>/phone/", at(incoming_pages.phone), "incoming_phone", TAKE
    ),
    Page("errands/", at(errand_pages.errands), "errands", ERRANDS),
    Page("errands/find/", at(pages.find, errand=True), "errand_find", CARRY),
    Page("errands/new/<int:person_id>/", at(errand_pages.new), "errand_new", CARRY),
    Page("errands/kinds/", errand_pages.kinds, "errand_kinds", ERRANDS),
    Page("errands/kinds/<slug:code>/", errand_pages.change_kind, "errand_kind", "errands.kinds"),
    Page("errands/<int:errand_id>/", at(errand_pages.errand), "errand", ERRANDS),
    Page(
        "errands/<int:errand_id>/steps/<int:number>/", at(errand_pages.item), "errand_item", CARRY
    ),
    Page("errands/<int:errand_id>/do/<slug:verb>/", at(errand_pages.step), "errand_step", CARRY),
    Page("errands/<int:errand_id>/slip/", at(errand_pages.slip), "errand_slip", ERRANDS),
)

PLACES = (Place("诉求和代办", "cases", READ, 25, also=("errands/",), group="服务"),)
