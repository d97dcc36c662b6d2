"""The bureau's door to cases and errands: pages that ask, and call one service each."""

from support_services.casework.admin.desk import desk
from support_services.casework.admin.pages import PAGES, PLACES
from veterans.accounts.bureau_site import PersonButton, bureau_site

bureau_site().add_pages(PAGES)
bureau_site().add_places(PLACES)
bureau_site().add_to_desk(desk)
bureau_site().add_person_buttons(
    PersonButton("登记诉求", "case_new_of", "cases.register"),
    PersonButton("代办手续", "errand_new", "errands.handle"),
)
