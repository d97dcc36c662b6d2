"""Addresses of supporters for residents."""

from django.urls import path

from support_services.supporters.public import views

app_name = "supporters"

urlpatterns = [
    path("yongjun/", views.badges, name="badges"),
    path("yongjun/<slug:number>/", views.badge, name="badge"),
    path("gangwei/", views.jobs, name="jobs"),
    path("huodong/", views.activities, name="activities"),
]
