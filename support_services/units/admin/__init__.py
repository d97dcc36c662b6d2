"""The bureau's door to units: pages that ask, and call one service each."""

from support_services.units.admin import desk, links, lists, register, replies, uploads
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

READ, KEEP, LINK = "units.read", "units.keep", "units.link"
CODE, CHECK = "units.code", "units.check"

bureau_site().add_pages(
    (
        BureauPage("units/", lists.units, "units", READ),
        BureauPage("units/new/", register.new, "unit_new", KEEP),
        BureauPage("units/export/", lists.export, "units_export", READ),
        BureauPage("units/import/", uploads.upload, "units_import", KEEP),
        BureauPage("units/import/blank/", uploads.blank, "units_blank", KEEP),
        BureauPage("units/import/<str:token>/", uploads.preview, "units_preview", KEEP),
        BureauPage("units/links/", links.links, "unit_links", READ),
        BureauPage("units/links/<int:link_id>/", links.link, "unit_link", READ),
        BureauPage("units/links/<int:link_id>/revoke/", links.revoke, "unit_link_revoke", LINK),
        BureauPage("units/links/<int:link_id>/code/", links.read_code, "unit_link_code", CODE),
        BureauPage("units/checks/", replies.checks, "unit_checks", READ),
        BureauPage("units/replies/<int:reply_id>/", replies.reply, "unit_reply", READ),
        BureauPage(
            "units/replies/<int:reply_id>/receipt/", replies.receipt, "unit_reply_receipt", READ
        ),
        BureauPage("units/replies/<int:reply_id>/deny/", replies.deny, "unit_reply_deny", CODE),
        BureauPage(
            "units/replies/<int:reply_id>/check/", replies.settle, "unit_reply_check", CHECK
        ),
        BureauPage("units/<int:unit_id>/", lists.unit, "unit", READ),
        BureauPage("units/<int:unit_id>/edit/", register.edit, "unit_edit", KEEP),
        BureauPage("units/<int:unit_id>/contact/", register.contact, "unit_contact", KEEP),
        BureauPage("units/<int:unit_id>/contact/see/", register.see, "unit_contact_see", KEEP),
        BureauPage(
            "units/<int:unit_id>/contact/check/", register.check_contact, "unit_contact_check", CODE
        ),
        BureauPage("units/<int:unit_id>/close/", register.close, "unit_close", KEEP),
        BureauPage("units/<int:unit_id>/reopen/", register.reopen, "unit_reopen", KEEP),
        BureauPage("units/<int:unit_id>/link/", links.new, "unit_link_new", LINK),
    )
)
bureau_site().add_places([Place("参与单位", "units", READ, 26, (), "服务")])
bureau_site().add_to_desk(desk.desk)
