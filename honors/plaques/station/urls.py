"""Addresses of the plaques, under ``/station/plaques/``."""

from django.urls import path

from honors.plaques.station import views

app_name = "station_plaques"

urlpatterns = [
    path("", views.tasks, name="tasks"),
    path("<int:task_id>/hang/", views.hang, name="hang"),
    path("<int:task_id>/answer/", views.answer, name="answer"),
    path("ask/<int:person_id>/", views.ask, name="ask"),
]
