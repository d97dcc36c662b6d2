"""Addresses of the residents' pages of 公示."""

from django.urls import path

from support_services.subsidies.public import views

app_name = "publicity"

urlpatterns = [
    path("gongshi/", views.notices, name="list"),
    path("gongshi/<int:notice_id>/", views.notice, name="notice"),
]
