"""Addresses of the network at the stations' door, under ``/station/``."""

from django.urls import path

from support_services.stations.station import views

app_name = "network"

urlpatterns = [
    path("network/", views.home, name="home"),
    path("network/papers/<int:paper_id>/", views.paper, name="paper"),
    path("network/<str:code>/", views.station, name="station"),
    path("network/<str:code>/begin/<int:template_id>/", views.begin, name="begin"),
    path("network/<str:code>/do/<slug:verb>/", views.station_do, name="station_do"),
    path(
        "network/<str:code>/do/<slug:verb>/<int:key>/",
        views.station_row_do,
        name="station_row_do",
    ),
    path("assessment/", views.assessments, name="assessments"),
    path("assessment/file/", views.ranking_file, name="ranking_file"),
    path("assessment/<int:assessment_id>/", views.assessment, name="assessment"),
    path(
        "assessment/<int:assessment_id>/do/<slug:verb>/",
        views.assessment_do,
        name="assessment_do",
    ),
    path(
        "assessment/<int:assessment_id>/items/<int:item_id>/",
        views.assessment_item,
        name="assessment_item",
    ),
]
