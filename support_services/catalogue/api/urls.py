"""Addresses of the catalogue for programs, at ``/api/v1/``."""

from django.urls import path

from support_services.catalogue.api import views

app_name = "catalogue_api"

urlpatterns = [
    path("items", views.Items.as_view(), name="items"),
    path("items/<slug:code>", views.Item.as_view(), name="item"),
]
