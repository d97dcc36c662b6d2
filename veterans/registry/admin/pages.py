"""The addresses of a file at the bureau's door, with the duty each takes."""

from veterans.accounts.bureau_site import BureauPage as Page
from veterans.registry.admin import file

READ = "people.read"

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
)
