"""Addresses of the memorials, under ``/station/memorials/``."""

from django.urls import path

from honors.memorials.station import views

app_name = "station_memorials"

urlpatterns = [
    path("", views.first, name="first"),
    path("photos/<int:photo_id>/", views.photo, name="photo"),
    path("month/", views.month, name="month"),
    path("month/calendar.ics", views.month_file, name="month_file"),
    path("<slug:what>/", views.listing, name="list"),
    path("<slug:what>/new/", views.new, name="new"),
    path("<slug:what>/<int:key>/", views.sheet, name="sheet"),
    path("<slug:what>/<int:key>/edit/", views.edit, name="edit"),
    path("<slug:what>/<int:key>/do/<slug:verb>/", views.do, name="do"),
]
