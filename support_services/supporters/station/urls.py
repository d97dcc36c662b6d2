"""Addresses of supporters, under ``/station/supporters/``."""

from django.urls import path

from support_services.supporters.station import views

app_name = "station_supporters"

urlpatterns = [
    path("", views.lookup, name="lookup"),
    path("activities/", views.activities, name="activities"),
    path("activities/new/", views.new, name="activity_new"),
    path("activities/<int:activity_id>/", views.activity, name="activity"),
    path("activities/<int:activity_id>/edit/", views.edit, name="activity_edit"),
    path("activities/<int:activity_id>/step/<slug:verb>/", views.do, name="activity_do"),
    path("activities/<int:activity_id>/attend/", views.attend, name="attend"),
    path(
        "activities/<int:activity_id>/attend/<int:attendance_id>/out/",
        views.attendance_out,
        name="attendance_out",
    ),
    path("activities/<int:activity_id>/roll/", views.roll, name="roll"),
    path("activities/<int:activity_id>/people/", views.people, name="activity_people"),
    path("teams/", views.teams, name="teams"),
    path("teams/<int:team_id>/", views.team, name="team"),
    path("teams/<int:team_id>/join/", views.join, name="volunteer_join"),
    path("volunteers/<int:volunteer_id>/leave/", views.leave, name="volunteer_leave"),
]
