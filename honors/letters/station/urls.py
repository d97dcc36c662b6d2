"""Addresses of good news, under ``/station/good-news/``."""

from django.urls import path

from honors.letters.station import views

app_name = "station_letters"

urlpatterns = [
    path("", views.letters, name="letters"),
    path("<int:letter_id>/", views.deliver, name="deliver"),
]
