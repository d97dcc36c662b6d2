"""The bureau's door to the steering group's work: the picture, the tasks, the yearly report."""

from support_services.steering.admin import (
    changing,
    desk,
    entries,
    lists,
    picture,
    reports,
    uploads,
)
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

READ, ENTER = "steering.read", "steering.enter"

bureau_site().add_pages(
    (
        BureauPage("picture/", picture.picture, "picture", READ),
        BureauPage("picture/screen/", picture.screen, "picture_screen", READ),
        BureauPage("picture/figures/<str:code>/", picture.figure, "figure", READ),
        BureauPage("picture/figures/<str:code>/export/", picture.export, "figure_export", READ),
        BureauPage("steering/", lists.programmes, "steering", READ),
        BureauPage("steering/upload/", uploads.upload, "steering_upload", ENTER),
        BureauPage("steering/upload/template/", uploads.template, "steering_template", ENTER),
        BureauPage("steering/upload/shipped/", uploads.shipped, "steering_shipped", ENTER),
        BureauPage("steering/upload/<str:token>/", uploads.preview, "steering_preview", ENTER),
        BureauPage("steering/<int:programme_id>/close/", entries.close, "steering_close", ENTER),
        BureauPage("steering/<int:programme_id>/tasks/", changing.add, "steering_task_new", ENTER),
        BureauPage(
            "steering/<int:programme_id>/reports/<int:year>/",
            reports.new,
            "steering_report_new",
            ENTER,
        ),
        BureauPage("steering/tasks/<int:task_id>/", lists.task, "steering_task", READ),
        BureauPage(
            "steering/tasks/<int:task_id>/edit/", changing.edit, "steering_task_edit", ENTER
        ),
        BureauPage("steering/tasks/<int:task_id>/end/", changing.end, "steering_task_end", ENTER),
        BureauPage(
            "steering/tasks/<int:task_id>/figures/",
            entries.figures,
            "steering_task_figures",
            ENTER,
        ),
        BureauPage(
            "steering/tasks/<int:task_id>/targets/", entries.target, "steering_target_new", ENTER
        ),
        BureauPage(
            "steering/targets/<int:target_id>/remove/",
            entries.remove,
            "steering_target_remove",
            ENTER,
        ),
        BureauPage("steering/tasks/<int:task_id>/notes/", entries.note, "steering_note_new", ENTER),
        BureauPage("steering/files/<int:file_id>/", lists.evidence, "steering_file", READ),
        BureauPage("steering/lines/<int:line_id>/rows/", reports.rows, "steering_rows", READ),
        BureauPage("steering/reports/<int:report_id>/", reports.report, "steering_report", READ),
        BureauPage(
            "steering/reports/<int:report_id>/do/<slug:verb>/",
            reports.step,
            "steering_report_step",
            READ,
        ),
        BureauPage(
            "steering/reports/<int:report_id>/export/",
            reports.export,
            "steering_report_export",
            READ,
        ),
    )
)
bureau_site().add_places(
    [
        Place("双拥一张图", "picture", READ, 26, (), "双拥"),
        Place("任务清单", "steering", READ, 27, (), "双拥"),
    ]
)
bureau_site().add_to_desk(desk.desk)
