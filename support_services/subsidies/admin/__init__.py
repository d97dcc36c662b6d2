"""The bureau's door to the subsidies: pages that ask, and call one service each.

No table of the subsidies is registered with Django's admin: nothing here can be edited, added or
deleted past a service, by nobody.
"""

from support_services.subsidies.admin.desk import desk
from support_services.subsidies.admin.pages import PAGES, PLACES
from veterans.accounts.bureau_site import Finder, bureau_site

bureau_site().add_pages(PAGES)
bureau_site().add_places(PLACES)
bureau_site().add_to_desk(desk)
bureau_site().add_finder(Finder("people", "people_suggest", "people.read"))
