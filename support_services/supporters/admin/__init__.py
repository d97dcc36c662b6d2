"""The bureau's door to supporters: pages that ask, and call one service each."""

from support_services.supporters.admin import (
    desk,
    doing,
    giving,
    holdings,
    imports,
    register,
    statistics,
    steps,
)
from support_services.supporters.states import ENTER, READ, REPORT
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

_ONE, _DOING = "supporters/<int:supporter_id>/", "supporters/activities/"
_LISTS = "supporters/lists/"

bureau_site().add_pages(
    (
        BureauPage("supporters/", register.supporters, "supporters", READ),
        BureauPage("supporters/new/", register.new, "supporter_new", ENTER),
        BureauPage("supporters/export/", register.export, "supporters_export", READ),
        BureauPage(_ONE, register.supporter, "supporter", READ),
        BureauPage(f"{_ONE}edit/", register.edit, "supporter_edit", ENTER),
        BureauPage(f"{_ONE}badges/new/", holdings.badge_new, "supporter_badge_new", ENTER),
        BureauPage(f"{_ONE}pacts/new/", holdings.pact_new, "supporter_pact_new", ENTER),
        BureauPage(f"{_ONE}jobs/new/", holdings.job_new, "supporter_job_new", ENTER),
        BureauPage(f"{_ONE}teams/new/", holdings.team_new, "supporter_team_new", ENTER),
        BureauPage(f"{_ONE}gifts/new/", giving.new, "supporter_gift_new", ENTER),
        BureauPage(
            "supporters/pacts/<int:pact_id>/duties/", holdings.duty_new, "supporter_duty_new", ENTER
        ),
        BureauPage(
            "supporters/duties/<int:duty_id>/out/",
            holdings.duty_out,
            "supporter_duty_out",
            ENTER,
        ),
        BureauPage(
            "supporters/badges/<int:badge_id>/edit/",
            holdings.badge_edit,
            "supporter_badge_edit",
            ENTER,
        ),
        BureauPage(
            "supporters/pacts/<int:pact_id>/edit/", holdings.pact_edit, "supporter_pact_edit", ENTER
        ),
        BureauPage(
            "supporters/jobs/<int:job_id>/edit/", holdings.job_edit, "supporter_job_edit", ENTER
        ),
        BureauPage(
            "supporters/gifts/<int:contribution_id>/edit/",
            giving.edit,
            "support_gift_edit",
            ENTER,
        ),
        BureauPage(
            "supporters/badges/<int:badge_id>/plaque/", holdings.plaque, "supporter_badge", READ
        ),
        BureauPage(
            "supporters/<slug:subject>/<int:key>/do/<slug:verb>/",
            steps.step,
            "supporter_step",
            READ,
        ),
        BureauPage(_LISTS, imports.lists, "support_lists", ENTER),
        BureauPage(f"{_LISTS}upload/<slug:kind>/", imports.upload, "support_list_upload", ENTER),
        BureauPage(f"{_LISTS}blank/<slug:kind>/", imports.blank, "support_list_blank", ENTER),
        BureauPage(f"{_LISTS}look/<str:token>/", imports.preview, "support_list_preview", ENTER),
        BureauPage(
            f"{_LISTS}look/<str:token>/marked/", imports.marked, "support_list_marked", ENTER
        ),
        BureauPage(f"{_LISTS}<int:list_id>/", imports.one, "support_list", ENTER),
        BureauPage(f"{_LISTS}<int:list_id>/undo/", imports.undo, "support_list_undo", ENTER),
        BureauPage("supporters/jobs/", holdings.jobs, "support_jobs", READ),
        BureauPage("supporters/gifts/", giving.contributions, "support_gifts", READ),
        BureauPage("supporters/gifts/export/", giving.export, "support_gifts_export", READ),
        BureauPage(
            "supporters/gifts/<int:contribution_id>/reverse/",
            giving.reverse,
            "support_gift_reverse",
            ENTER,
        ),
        BureauPage(_DOING, doing.activities, "support_activities", READ),
        BureauPage(f"{_DOING}month/", doing.month, "support_activity_month", READ),
        BureauPage(f"{_DOING}<int:activity_id>/roll/", doing.roll, "support_roll", REPORT),
        BureauPage(f"{_DOING}new/", doing.new, "support_activity_new", REPORT),
        BureauPage(f"{_DOING}export/", doing.export, "support_activities_export", READ),
        BureauPage(f"{_DOING}<int:activity_id>/", doing.activity, "support_activity", READ),
        BureauPage(f"{_DOING}<int:activity_id>/edit/", doing.edit, "support_activity_edit", REPORT),
        BureauPage(
            f"{_DOING}<int:activity_id>/step/<slug:verb>/", doing.do, "support_activity_do", READ
        ),
        BureauPage(f"{_DOING}<int:activity_id>/attend/", doing.attend, "support_attend", REPORT),
        BureauPage(
            f"{_DOING}<int:activity_id>/attend/<int:attendance_id>/out/",
            doing.attendance_out,
            "support_attendance_out",
            REPORT,
        ),
        BureauPage(
            f"{_DOING}<int:activity_id>/people/", doing.people, "support_activity_people", REPORT
        ),
        BureauPage("supporters/teams/", doing.teams, "support_teams", READ),
        BureauPage("supporters/teams/<int:team_id>/", doing.team, "support_team", READ),
        BureauPage(
            "supporters/teams/<int:team_id>/join/", doing.join, "support_volunteer_join", REPORT
        ),
        BureauPage(
            "supporters/volunteers/<int:volunteer_id>/leave/",
            doing.leave,
            "support_volunteer_leave",
            REPORT,
        ),
        BureauPage(
            "supporters/statistics/", statistics.support_statistics, "support_statistics", READ
        ),
        BureauPage(
            "supporters/statistics/export/",
            statistics.export,
            "support_statistics_export",
            READ,
        ),
    )
)
bureau_site().add_places([Place("拥军力量", "supporters", READ, 29, (), "服务")])
bureau_site().add_to_desk(desk.desk)
