"""Addresses of the roll for residents."""

from django.urls import path

from honors.roll.public import views

app_name = "honours"

urlpatterns = [
    path("rongyu/", views.roll, name="list"),
    path("rongyu/<int:honour_id>/", views.honour, name="honour"),
    path("rongyu/<int:honour_id>/rongyu.pdf", views.as_pdf, name="pdf"),
]
