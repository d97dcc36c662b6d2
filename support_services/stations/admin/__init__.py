"""The bureau's door to the stations."""

from support_services.stations.admin.desk import desk
from support_services.stations.admin.pages import PAGES, PLACES
from support_services.stations.admin.register import StationAdmin
from veterans.accounts.bureau_site import bureau_site

bureau_site().add_pages(PAGES)
bureau_site().add_places(PLACES)
bureau_site().add_to_desk(desk)

__all__ = ["StationAdmin"]
