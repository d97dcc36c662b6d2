"""The addresses of a file at the bureau's door, with the duty each takes."""

from veterans.accounts.bureau_site import BureauPage as Page
from veterans.registry.admin import duplicates, exports, file, lists

READ = "people.read"
EDIT = "people.edit"
EXPORT = "people.export"
EXPORTS_SEEN = "exports.see"

PAGES = (
    Page("people/<int:person_id>/history/", file.history, "file_history", READ),
    Page("people/<int:person_id>/print/", file.printed, "file_print", READ),
    Page("people/<int:person_id>/unmask/<slug:what>/", file.unmask, "unmask", READ),
    Page(
        "people/<int:person_id>/unmask/<slug:what>/<int:row_id>/", file.unmask, "unmask_row", READ
    ),
    Page("people/<int:person_id>/papers/new/", file.add_papers, "papers_new", "people.contact"),
    Page("papers/<int:paper_id>/", file.paper, "paper", READ),
    Page("papers/<int:paper_id>/void/", file.void_paper, "paper_void", "people.edit"),
    Page("people/<int:person_id>/file/<slug:section_key>/", file.put_row, "file_row_new", READ),
    Page(
        "people/<int:person_id>/file/<slug:section_key>/<int:row_id>/",
        file.put_row,
        "file_row",
        READ,
    ),
    Page(
        "people/<int:person_id>/file/<slug:section_key>/<int:row_id>/remove/",
        file.drop_row,
        "file_row_remove",
        READ,
    ),
    Page("people/duplicates/", duplicates.duplicates, "duplicates", EDIT),
    Page(
        "people/duplicates/<int:one_id>/<int:other_id>/",
        duplicates.tell_apart,
        "duplicates_apart",
        EDIT,
    ),
    Page("people/exports/", exports.people_exports, "people_exports", EXPORTS_SEEN),
    Page("people/exports/new/", exports.new_export, "people_export_new", EXPORT),
    Page("people/exports/<int:export_id>/", exports.people_export, "people_export", EXPORTS_SEEN),
    Page(
        "people/exports/<int:export_id>/progress/",
        exports.progress,
        "people_export_progress",
        EXPORTS_SEEN,
    ),
    Page("people/exports/<int:export_id>/file/", exports.take_file, "people_export_file", EXPORT),
    Page(
        "people/exports/<int:export_id>/destroy/",
        exports.destroy,
        "people_export_destroy",
        EXPORT,
    ),
    Page("people/lists/", lists.people_lists, "people_lists", EDIT),
    Page("people/lists/new/", lists.new_list, "people_list_new", EDIT),
    Page("people/lists/template/", lists.template, "people_list_template", EDIT),
    Page("people/lists/<int:list_id>/", lists.people_list, "people_list", EDIT),
    Page("people/lists/<int:list_id>/progress/", lists.progress, "people_list_progress", EDIT),
    Page("people/lists/<int:list_id>/file/", lists.take_file, "people_list_file", EDIT),
    Page("people/lists/<int:list_id>/lines/<int:line>/", lists.line, "people_list_line", EDIT),
    Page("people/lists/<int:list_id>/do/<slug:verb>/", lists.step, "people_list_step", EDIT),
)
