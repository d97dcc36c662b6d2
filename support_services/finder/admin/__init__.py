"""The bureau's door to the finder."""

from support_services.finder.admin import pages
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

READ = "finder.read"

bureau_site().add_pages(
    (
        BureauPage("finder/", pages.finder, "finder", READ),
        BureauPage("finder/run/", pages.run, "finder_run", "finder.run"),
        BureauPage("finder/<slug:code>/", pages.item, "finder_item", READ),
        BureauPage("finder/gaps/<int:gap_id>/", pages.gap, "finder_gap", READ),
    )
)
bureau_site().add_to_person(pages.of_person)
bureau_site().add_places([Place("政策找人", "finder", READ, 23, (), "服务")])
