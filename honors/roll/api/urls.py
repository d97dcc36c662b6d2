"""Addresses of the roll for programs, at ``/api/v1/``."""

from django.urls import path

from honors.roll.api import views

app_name = "honours_api"

urlpatterns = [
    path("honours", views.Honours.as_view(), name="honours"),
    path("honours/titles", views.Titles.as_view(), name="titles"),
    path("honours/<int:id>", views.One.as_view(), name="honour"),
]
