"""The bureau's door to notices: pages that ask, and call one service each. No table of theirs is
registered with Django's admin."""

from support_services.notices.admin import inbox, letters, outbox, preview, rules
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

READ = "notices.read"

bureau_site().add_pages(
    [
        BureauPage("reminders/", rules.reminders, "reminders", READ),
        BureauPage("reminders/new/", rules.new, "reminder_new", "notices.rules"),
        BureauPage("reminders/preview/", preview.preview, "reminder_preview", READ),
        BureauPage("reminders/<int:rule_id>/", rules.reminder, "reminder", READ),
        BureauPage("reminders/<int:rule_id>/do/<slug:verb>/", rules.step, "reminder_step", READ),
        BureauPage(
            "reminders/<int:rule_id>/days/<str:day>/", preview.people, "reminder_people", READ
        ),
        BureauPage("notices/", outbox.outbox, "outbox", READ),
        BureauPage("notices/dead/", outbox.dead_letters, "dead_letters", READ),
        BureauPage("notices/<int:notice_id>/", outbox.notice, "notice", READ),
        BureauPage("notices/<int:notice_id>/do/<slug:verb>/", outbox.step, "notice_step", READ),
        BureauPage("letters/", letters.letters, "letters", READ),
        BureauPage("letters/print/", letters.letters_print, "letters_print", "notices.letters"),
        BureauPage("letters/file/", letters.letters_file, "letters_file", "notices.letters"),
        BureauPage("letters/mark/<slug:verb>/", letters.mark, "letters_mark", "notices.letters"),
        BureauPage("inbox/", inbox.bureau_inbox, "bureau_inbox", "notices.inbox"),
        BureauPage(
            "inbox/<int:notice_id>/",
            inbox.bureau_inbox_notice,
            "bureau_inbox_notice",
            "notices.inbox",
        ),
    ]
)
bureau_site().add_places(
    [Place("通知提醒", "reminders", READ, 28, ("notices/", "letters/", "inbox/"), "服务")]
)
bureau_site().add_to_desk(inbox.desk)
