"""Addresses of visits, under ``/station/visits/``."""

from django.urls import path

from support_services.visits.station import views

app_name = "station_visits"

urlpatterns = [
    path("", views.visits, name="visits"),
    path("tasks/<int:task_id>/", views.visit_round, name="round"),
    path("<int:visit_id>/", views.visit, name="visit"),
    path("<int:visit_id>/void/", views.void, name="void"),
    path("people/<int:person_id>/", views.of_person, name="of_person"),
    path("people/<int:person_id>/new/", views.new, name="new"),
    path("people/<int:person_id>/key/", views.key_new, name="key_new"),
    path("key/", views.key_persons, name="key_persons"),
    path("key/<int:key_id>/end/", views.key_end, name="key_end"),
]
