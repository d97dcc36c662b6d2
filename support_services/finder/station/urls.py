"""Addresses of the finder, under ``/station/finder/``."""

from django.urls import path

from support_services.finder.station import views

app_name = "station_finder"

urlpatterns = [
    path("", views.gaps, name="gaps"),
    path("<int:gap_id>/", views.gap, name="gap"),
]
