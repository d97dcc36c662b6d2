"""Addresses of the catalogue, under ``/station/catalogue/``."""

from django.urls import path

from support_services.catalogue.station import views

app_name = "station_catalogue"

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("<slug:code>/", views.item, name="item"),
    path("people/<int:person_id>/", views.claims, name="claims"),
]
