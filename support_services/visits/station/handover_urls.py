"""Addresses of what is handed over, under ``/station/``."""

from django.urls import path

from support_services.visits.station import handing

app_name = "station_handovers"

urlpatterns = [
    path("handovers/new/<int:person_id>/", handing.new, name="new"),
    path("letters/", handing.letters, name="letters"),
    path("letters/<int:notice_id>/back/", handing.back, name="back"),
]
