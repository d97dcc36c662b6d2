"""Addresses of places and stations for programs, at ``/api/v1/``."""

from django.urls import path

from support_services.stations.api import views

app_name = "stations_api"

urlpatterns = [
    path("stations", views.Stations.as_view(), name="stations"),
    path("places", views.Places.as_view(), name="places"),
    path("places/<str:code>", views.Place.as_view(), name="place"),
]
