"""The bureau's door to service projects: pages that ask, and call one service each."""

from support_services.projects.admin import (
    applications,
    calls,
    carrying,
    choosing,
    comparing,
    desk,
    lists,
    review,
)
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

READ, ENTER, SCORE = "projects.read", "projects.enter", "projects.score"
CHECK = "projects.check"
CALL, ONE = "projects/calls/<int:call_id>/", "projects/<int:application_id>/"

bureau_site().add_pages(
    (
        BureauPage("projects/", lists.calls, "project_calls", READ),
        BureauPage("projects/running/", lists.running, "projects_running", READ),
        BureauPage("projects/reviews/", review.mine, "project_reviews", SCORE),
        BureauPage("projects/ties/", review.declare, "project_tie_new", SCORE),
        BureauPage("projects/ties/<int:tie_id>/end/", review.end, "project_tie_end", SCORE),
        BureauPage("projects/calls/new/", calls.new, "project_call_new", ENTER),
        BureauPage(CALL, calls.call, "project_call", READ),
        BureauPage(f"{CALL}edit/", calls.edit, "project_call_edit", ENTER),
        BureauPage(f"{CALL}extend/", calls.extend, "project_call_extend", CHECK),
        BureauPage(f"{CALL}do/<slug:verb>/", calls.step, "project_call_step", READ),
        BureauPage(f"{CALL}compare/", comparing.compare, "project_compare", READ),
        BureauPage(f"{CALL}export/", comparing.export, "project_export", READ),
        BureauPage(f"{CALL}share/", review.share, "project_share", ENTER),
        BureauPage(f"{CALL}choose/", choosing.choose, "project_choose", ENTER),
        BureauPage(f"{CALL}apply/", applications.new, "project_new", ENTER),
        BureauPage(ONE, applications.project, "project", READ),
        BureauPage(f"{ONE}edit/", applications.edit, "project_edit", ENTER),
        BureauPage(f"{ONE}do/<slug:verb>/", applications.step, "project_step", READ),
        BureauPage(f"{ONE}reviewer/", review.add, "project_reviewer_add", ENTER),
        BureauPage(f"{ONE}score/", review.score, "project_score", SCORE),
        BureauPage(f"{ONE}spend/", carrying.spend, "project_spend", ENTER),
        BureauPage(f"{ONE}result/", carrying.result, "project_result", ENTER),
        BureauPage(f"{ONE}publish/", carrying.publish, "project_publish", CHECK),
        BureauPage("projects/tasks/<int:task_id>/recuse/", review.recuse, "project_recuse", READ),
        BureauPage(
            "projects/milestones/<int:milestone_id>/done/", carrying.done, "milestone_done", ENTER
        ),
        BureauPage(
            "projects/milestones/<int:milestone_id>/put-off/",
            carrying.put_off,
            "milestone_put_off",
            CHECK,
        ),
        BureauPage("projects/papers/<int:paper_id>/", carrying.paper, "project_paper", READ),
        BureauPage(
            "projects/spendings/<int:spending_id>/reverse/",
            carrying.reverse,
            "spending_reverse",
            ENTER,
        ),
    )
)
bureau_site().add_places([Place("拥军服务项目", "project_calls", READ, 25, (), "服务")])
bureau_site().add_to_desk(desk.desk)
