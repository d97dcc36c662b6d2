"""The bureau's door to votes: pages that ask, and call one service each."""

from honors.votes.admin import desk, lists, report
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

READ, ENTER, SIGN = "votes.read", "votes.enter", "votes.sign"
ONE = "votes/<int:poll_id>/"

bureau_site().add_pages(
    (
        BureauPage("votes/", lists.polls, "vote_polls", READ),
        BureauPage(ONE, lists.poll, "vote_poll", READ),
        BureauPage(f"{ONE}do/<slug:verb>/", lists.step, "vote_step", READ),
        BureauPage(f"{ONE}report/", report.report, "vote_report", READ),
        BureauPage(f"{ONE}report/xlsx/", report.workbook, "vote_report_xlsx", READ),
        BureauPage(
            f"{ONE}report/leave-out/<slug:kind>/", report.leave_out, "vote_leave_out", ENTER
        ),
        BureauPage(f"{ONE}sign/", report.sign, "vote_sign", READ),
        BureauPage(f"{ONE}unsign/", report.unsign, "vote_unsign", READ),
        BureauPage("votes/rules/<int:rule_id>/<slug:verb>/", report.settle, "vote_rule", SIGN),
    )
)
bureau_site().add_places([Place("投票", "vote_polls", READ, 32, (), "荣誉")])
bureau_site().add_to_desk(desk.desk)
