"""Addresses of the catalogue for residents."""

from django.urls import path

from support_services.catalogue.public import views

app_name = "catalogue"

urlpatterns = [
    path("wo/", views.entitled, name="entitled"),
    path("youdai/", views.catalogue, name="list"),
    path("youdai/<slug:code>/", views.item, name="item"),
]
