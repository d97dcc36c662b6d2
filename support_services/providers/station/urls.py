"""Addresses of providers, under ``/station/providers/``."""

from django.urls import path

from support_services.providers.station import views

app_name = "station_providers"

urlpatterns = [path("", views.providers, name="providers")]
