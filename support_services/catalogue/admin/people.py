"""Whom an item means, and what one person may claim."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.catalogue import selectors
from support_services.catalogue.admin.items import TITLE
from support_services.catalogue.showing import claims_shown
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.deeds import doer
from veterans.foundation.masking import mask_id_number
from veterans.regions.selectors import place_name
from veterans.registry.rules import age_on
from veterans.registry.selectors import person_visible_to


def people(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody the conditions hold of today, by village and name."""
    user = doer(request, "people.read", "查看名单")
    today = timezone.localdate()
    edition = selectors.standing(selectors.item_editions(user, code))
    return page(
        request,
        "bureau/catalogue_people.html",
        title=f"符合条件的人：{edition.title}",
        crumbs=(crumb(TITLE, "catalogue"), crumb(edition.title, "catalogue_item", code)),
        reckoned=edition.criteria is not None,
        page_obj=paged(
            request,
            selectors.people_meant(user, edition, today),
            lambda who: {
                "name": who.name,
                "masked_id": mask_id_number(str(who.id_number)),
                "age": age_on(who.born_on, today),
                "place": place_name(who.region),
                "url": address("person", who.pk),
                "claims_url": address("claims", who.pk),
            },
        ),
    )


def claims(request: HttpRequest, person_id: int) -> HttpResponse:
    """What one person may claim by the published items, with the reason for every condition."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    found = selectors.claims_of(person, today=timezone.localdate())
    return page(
        request,
        "bureau/claims.html",
        title=f"{person.name}：可享受的优待",
        crumbs=(crumb(person.name, "person", person.pk),),
        died=person.died_on is not None,
        **claims_shown(found, lambda code: address("catalogue_item", code)),
    )
