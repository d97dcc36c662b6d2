"""Addresses of the stations for residents, at ``/``."""

from django.urls import path

from support_services.stations.public import views

app_name = "public"

urlpatterns = [
    path("stations/", views.results, name="stations"),
    path("stations/<str:code>/", views.place, name="place"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
