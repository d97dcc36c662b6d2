"""Addresses of hardship aid and wishes, under ``/station/aid/``."""

from django.urls import path

from support_services.aid.station import views

app_name = "station_aid"

urlpatterns = [
    path("", views.applications, name="applications"),
    path("<int:application_id>/", views.application, name="application"),
    path("<int:application_id>/withdraw/", views.withdraw, name="withdraw"),
    path("people/<int:person_id>/new/", views.apply_new, name="new"),
    path("people/<int:person_id>/wish/", views.wish_new, name="wish_new"),
    path("wishes/<int:wish_id>/", views.wish, name="wish"),
    path("wishes/<int:wish_id>/<slug:verb>/", views.wish_move, name="wish_move"),
]
