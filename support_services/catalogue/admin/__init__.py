"""The bureau's door to the catalogue: pages that ask, and call one service each."""

from support_services.catalogue.admin import conditions, items, people
from veterans.accounts.bureau_site import BureauPage, PersonButton, Place, bureau_site

READ, ENTER = "catalogue.read", "catalogue.enter"

bureau_site().add_pages(
    (
        BureauPage("catalogue/", items.catalogue, "catalogue", READ),
        BureauPage("catalogue/new/", items.new, "catalogue_new", ENTER),
        BureauPage("catalogue/<slug:code>/", items.item, "catalogue_item", READ),
        BureauPage("catalogue/<slug:code>/next/", items.next_edition, "catalogue_next", ENTER),
        BureauPage("catalogue/<slug:code>/verify/", items.verify, "catalogue_verify", ENTER),
        BureauPage("catalogue/<slug:code>/people/", people.people, "catalogue_people", READ),
        BureauPage("catalogue/editions/<int:edition_id>/", items.edition, "edition", READ),
        BureauPage("catalogue/editions/<int:edition_id>/edit/", items.edit, "edition_edit", ENTER),
        BureauPage(
            "catalogue/editions/<int:edition_id>/do/<slug:verb>/", items.step, "edition_step", READ
        ),
        BureauPage(
            "catalogue/editions/<int:edition_id>/conditions/",
            conditions.conditions,
            "conditions",
            READ,
        ),
        BureauPage(
            "catalogue/editions/<int:edition_id>/conditions/add/",
            conditions.add,
            "condition_add",
            ENTER,
        ),
        BureauPage("people/<int:person_id>/claims/", people.claims, "claims", READ),
    )
)
bureau_site().add_places(
    [Place("优待目录", "catalogue", READ, 24, ("catalogue/editions/",), "服务")]
)
bureau_site().add_person_buttons(PersonButton("可享受的优待", "claims", READ))
