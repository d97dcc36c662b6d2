"""The bureau's door to the roll: pages that ask, and call one service each."""

from honors.roll.admin import desk, editing, lists, one, revoking, titles
from veterans.accounts.bureau_site import BureauPage, PersonButton, Place, bureau_site

READ, ENTER = "honours.read", "honours.enter"

bureau_site().add_pages(
    (
        BureauPage("honours/", lists.honours, "honours", READ),
        BureauPage("honours/export/", lists.export, "honours_export", READ),
        BureauPage("honours/print/", lists.printed, "honours_print", READ),
        BureauPage("honours/new/", editing.new, "honour_new", ENTER),
        BureauPage("honours/new/<int:person_id>/", editing.new_of, "honour_new_of", ENTER),
        BureauPage("honours/titles/", titles.titles, "honour_titles", READ),
        BureauPage("honours/titles/new/", titles.new, "honour_title_new", ENTER),
        BureauPage("honours/titles/<int:title_id>/", titles.edit, "honour_title", ENTER),
        BureauPage(
            "honours/titles/<int:title_id>/retire/", titles.retire, "honour_title_retire", ENTER
        ),
        BureauPage("honours/<int:honour_id>/", one.honour, "honour", READ),
        BureauPage("honours/<int:honour_id>/next/", editing.correct, "honour_next", ENTER),
        BureauPage("honours/<int:honour_id>/page/", one.paper, "honour_paper", READ),
        BureauPage(
            "honours/<int:honour_id>/revoke/", revoking.ask, "honour_revoke", "honours.revoke"
        ),
        BureauPage(
            "honours/revocations/<int:revocation_id>/<slug:verb>/",
            revoking.settle,
            "honour_revocation",
            "honours.review",
        ),
        BureauPage("honours/editions/<int:edition_id>/edit/", editing.edit, "honour_edit", ENTER),
        BureauPage(
            "honours/editions/<int:edition_id>/do/<slug:verb>/", editing.step, "honour_step", READ
        ),
        BureauPage(
            "honours/editions/<int:edition_id>/consent/", one.consent, "honour_consent", READ
        ),
    )
)
bureau_site().add_places([Place("荣誉名录", "honours", READ, 30, (), "荣誉")])
bureau_site().add_person_buttons(PersonButton("录入荣誉", "honour_new_of", ENTER))
bureau_site().add_to_desk(desk.desk)
