"""Addresses under ``/station/``."""

from django.urls import path

from support_services.notices.station import views

app_name = "station_notices"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:notice_id>/", views.notice, name="notice"),
]
