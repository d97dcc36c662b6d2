"""Addresses of campaigns, under ``/station/campaigns/``."""

from django.urls import path

from honors.campaigns.station import views

app_name = "station_campaigns"

urlpatterns = [
    path("", views.campaigns, name="list"),
    path("<int:campaign_id>/nominate/", views.new, name="nomination_new"),
    path("nominations/<int:nomination_id>/", views.nomination, name="nomination"),
    path("nominations/<int:nomination_id>/edit/", views.edit, name="nomination_edit"),
    path("nominations/<int:nomination_id>/<slug:verb>/", views.do, name="nomination_do"),
]
