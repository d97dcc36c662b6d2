"""Addresses of the memorials for residents."""

from django.urls import path

from honors.memorials.public import days, views

app_name = "memorials"

urlpatterns = [
    path("yinglie/", views.roll, name="list"),
    path("yinglie/<int:martyr_id>/", views.martyr, name="martyr"),
    path("yinglie/<int:martyr_id>/yinglie.pdf", views.as_pdf, name="pdf"),
    path("jisao/", views.facilities, name="facilities"),
    path("jisao/yuyue/", views.book, name="book"),
    path("jisao/huizhi/<slug:token>/", views.receipt, name="receipt"),
    path("jisao/huizhi/<slug:token>/rili.ics", days.receipt_file, name="receipt_file"),
    path("jisao/<int:facility_id>/yue/", days.month, name="month"),
    path("jisao/<int:facility_id>/", views.facility, name="facility"),
]
