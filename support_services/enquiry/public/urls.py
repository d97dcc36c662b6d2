"""Addresses of what a resident sees of his own."""

from django.urls import path

from support_services.enquiry.public import views

app_name = "own"

urlpatterns = [
    path("", views.ask, name="ask"),
    path("yanzheng/", views.code, name="code"),
    path("kan/", views.own, name="own"),
    path("budui/", views.wrong, name="wrong"),
    path("likai/", views.leave, name="leave"),
    path("yanshi/", views.demo, name="demo"),
]
