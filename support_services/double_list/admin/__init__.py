"""The bureau's door to the double list: pages that ask, and call one service each."""

from support_services.double_list.admin import (
    board,
    circulars,
    desk,
    imports,
    items,
    meeting,
    month,
    steps,
    supervision,
)
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

READ, ENTER = "dlist.read", "dlist.enter"
_BASE = "double-list/"

bureau_site().add_pages(
    (
        BureauPage(_BASE, board.board, "dlist", READ),
        BureauPage(f"{_BASE}print/", board.printed, "dlist_print", READ),
        BureauPage(f"{_BASE}export/", board.export, "dlist_export", READ),
        BureauPage(f"{_BASE}new/", items.new, "dlist_new", ENTER),
        BureauPage(f"{_BASE}import/", imports.upload, "dlist_import", ENTER),
        BureauPage(f"{_BASE}import/form/", imports.form_file, "dlist_import_form", ENTER),
        BureauPage(f"{_BASE}import/<str:token>/", imports.preview, "dlist_import_preview", ENTER),
        BureauPage(
            f"{_BASE}import/<str:token>/marked/", imports.marked, "dlist_import_marked", ENTER
        ),
        BureauPage(f"{_BASE}classes/", items.classes, "dlist_classes", READ),
        BureauPage(
            f"{_BASE}classes/<int:class_id>/close/", items.close_class, "dlist_class_close", ENTER
        ),
        BureauPage(f"{_BASE}rules/", supervision.rules, "dlist_rules", READ),
        BureauPage(f"{_BASE}rules/new/", supervision.new_rule, "dlist_rule_new", ENTER),
        BureauPage(
            f"{_BASE}rules/<int:rule_id>/<slug:verb>/",
            supervision.rule_step,
            "dlist_rule_do",
            READ,
        ),
        BureauPage(f"{_BASE}notes/", supervision.notes, "dlist_notes", READ),
        BureauPage(f"{_BASE}notes/export/", supervision.notes_export, "dlist_notes_export", READ),
        BureauPage(f"{_BASE}notes/<int:note_id>/", supervision.note, "dlist_note", READ),
        BureauPage(
            f"{_BASE}notes/<int:note_id>/pdf/", supervision.note_file, "dlist_note_pdf", READ
        ),
        BureauPage(f"{_BASE}circulars/", circulars.circulars, "dlist_circulars", READ),
        BureauPage(f"{_BASE}circulars/new/", circulars.new, "dlist_circular_new", ENTER),
        BureauPage(
            f"{_BASE}circulars/<int:circular_id>/", circulars.circular, "dlist_circular", READ
        ),
        BureauPage(
            f"{_BASE}circulars/<int:circular_id>/export/",
            circulars.export,
            "dlist_circular_export",
            READ,
        ),
        BureauPage(
            f"{_BASE}circulars/<int:circular_id>/do/<slug:verb>/",
            circulars.step,
            "dlist_circular_do",
            READ,
        ),
        BureauPage(
            f"{_BASE}circulars/<int:circular_id>/pdf/",
            circulars.printed,
            "dlist_circular_pdf",
            READ,
        ),
        BureauPage(f"{_BASE}month/", month.month, "dlist_month", READ),
        BureauPage(f"{_BASE}meeting/", meeting.meeting, "dlist_meeting", READ),
        BureauPage(f"{_BASE}meeting/xlsx/", meeting.workbook, "dlist_meeting_xlsx", READ),
        BureauPage(f"{_BASE}meeting/pdf/", meeting.pdf, "dlist_meeting_pdf", READ),
        BureauPage(f"{_BASE}papers/<int:paper_id>/", items.paper, "dlist_paper", READ),
        BureauPage(f"{_BASE}<int:item_id>/", items.item, "dlist_item", READ),
        BureauPage(f"{_BASE}<int:item_id>/edit/", items.edit, "dlist_edit", ENTER),
        BureauPage(f"{_BASE}<int:item_id>/do/<slug:verb>/", steps.step, "dlist_step", READ),
    )
)
bureau_site().add_places([Place("双清单", "dlist", READ, 27, (), "服务")])
bureau_site().add_to_desk(desk.desk)
