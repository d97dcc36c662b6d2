"""The bureau's door to the memorials: pages that ask, and call one service each."""

from honors.memorials.admin import days, desk, views
from honors.memorials.states import READ
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

_SUBJECT = "memorials/<slug:what>/"
_ONE = f"{_SUBJECT}<int:key>/"
bureau_site().add_pages(
    (
        BureauPage("memorials/", views.first, "memorials", READ),
        BureauPage("memorials/photos/<int:photo_id>/", views.photo, "memorial_photo", READ),
        BureauPage("memorials/month/", views.month, "memorial_month", READ),
        BureauPage("memorials/month/calendar.ics", views.month_file, "memorial_month_file", READ),
        BureauPage("memorials/days/", days.days, "memorial_days", READ),
        BureauPage("memorials/days/new/", days.new, "memorial_day_new", READ),
        BureauPage("memorials/days/<int:day_id>/", days.edit, "memorial_day_edit", READ),
        BureauPage("memorials/days/<int:day_id>/end/", days.end, "memorial_day_end", READ),
        BureauPage(_SUBJECT, views.listing, "memorial_list", READ),
        BureauPage(f"{_SUBJECT}new/", views.new, "memorial_new", READ),
        BureauPage(f"{_SUBJECT}export/", views.export, "memorial_export", READ),
        BureauPage(_ONE, views.sheet, "memorial_sheet", READ),
        BureauPage(f"{_ONE}edit/", views.edit, "memorial_edit", READ),
        BureauPage(f"{_ONE}page/", views.printed, "memorial_paper", READ),
        BureauPage(f"{_ONE}page.pdf", views.as_pdf, "memorial_pdf", READ),
        BureauPage(f"{_ONE}do/<slug:verb>/", views.do, "memorial_do", READ),
    )
)
bureau_site().add_places([Place("英烈和纪念设施", "memorials", READ, 31, (), "荣誉")])
bureau_site().add_to_desk(desk.desk)
