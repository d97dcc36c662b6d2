"""The bureau's door to the steering group's work."""

from support_services.steering.admin import picture
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

READ = "steering.read"

bureau_site().add_pages(
    (
        BureauPage("picture/", picture.picture, "picture", READ),
        BureauPage("picture/screen/", picture.screen, "picture_screen", READ),
        BureauPage("picture/figures/<str:code>/", picture.figure, "figure", READ),
        BureauPage("picture/figures/<str:code>/export/", picture.export, "figure_export", READ),
    )
)
bureau_site().add_places([Place("双拥一张图", "picture", READ, 26, (), "双拥")])
