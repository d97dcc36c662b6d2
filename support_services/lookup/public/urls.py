"""Addresses of the front page and of what its box finds."""

from django.urls import path

from support_services.lookup.public import views

app_name = "lookup"

urlpatterns = [
    path("", views.home, name="home"),
    path("sousuo/", views.found, name="found"),
]
