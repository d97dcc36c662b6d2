"""The bureau's door to juries: pages that ask, and call one service each. A juror has his own
handful of them and no other."""

from honors.juries.admin import contacts, desk, lists, mine, panels, people, sheet
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

READ, ENTER, SCORE = "juries.read", "juries.enter", "juries.score"
ONE = "juries/<int:panel_id>/"

bureau_site().add_pages(
    (
        BureauPage("juries/", lists.panels, "jury_panels", READ),
        BureauPage("juries/jurors/", lists.jurors, "jurors", READ),
        BureauPage("juries/jurors/<int:user_id>/", people.juror, "juror", READ),
        BureauPage(
            "juries/jurors/<int:user_id>/ties/new/", people.declare_for, "juror_tie_new", ENTER
        ),
        BureauPage("juries/jurors/<int:user_id>/phone/", contacts.enter_for, "juror_phone", ENTER),
        BureauPage(
            "juries/jurors/<int:user_id>/phone/end/", contacts.end_for, "juror_phone_end", ENTER
        ),
        BureauPage("juries/ties/<int:tie_id>/end/", people.end_tie, "juror_tie_end", ENTER),
        BureauPage(ONE, panels.panel, "jury_panel", READ),
        BureauPage(f"{ONE}appoint/", people.appoint, "jury_appoint", ENTER),
        BureauPage(f"{ONE}extend/", panels.extend, "jury_extend", ENTER),
        BureauPage(f"{ONE}do/<slug:verb>/", panels.step, "jury_step", READ),
        BureauPage(f"{ONE}sheet/", sheet.sheet, "jury_sheet", READ),
        BureauPage(f"{ONE}sheet/xlsx/", sheet.workbook, "jury_sheet_xlsx", READ),
        BureauPage(f"{ONE}sheet/pdf/", sheet.pdf, "jury_sheet_pdf", READ),
        BureauPage("juries/entries/<int:entry_id>/", people.entry, "jury_entry", READ),
        BureauPage("juries/entries/<int:entry_id>/recuse/", people.recuse, "jury_recuse", ENTER),
        BureauPage("juries/seats/<int:seat_id>/leave/", people.leave, "jury_leave", ENTER),
        BureauPage("jury/", mine.mine, "jury_mine", SCORE),
        BureauPage("jury/ties/new/", mine.declare_own, "jury_tie_new", SCORE),
        BureauPage("jury/ties/<int:tie_id>/end/", people.end_tie, "jury_tie_end", SCORE),
        BureauPage("jury/phone/", contacts.enter_own, "jury_phone", SCORE),
        BureauPage("jury/phone/end/", contacts.end_own, "jury_phone_end", SCORE),
        BureauPage("jury/<int:task_id>/", mine.score, "jury_score", SCORE),
        BureauPage("jury/<int:task_id>/aside/", mine.stand_aside, "jury_stand_aside", SCORE),
    )
)
bureau_site().add_places(
    [
        Place("评委会", "jury_panels", READ, 31, (), "荣誉"),
        Place("我的评审", "jury_mine", SCORE, 31),
    ]
)
bureau_site().add_to_desk(desk.desk)
