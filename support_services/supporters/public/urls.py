"""Addresses of supporters for residents."""

from django.urls import path

from support_services.supporters.public import views

app_name = "supporters"

urlpatterns = [
    path("yongjun/", views.badges, name="badges"),
    path("yongjun/<slug:number>/", views.badge, name="badge"),
    path("gangwei/", views.jobs, name="jobs"),
    path("huodong/", views.activities, name="activities"),
    path("huodong/yue/", views.month, name="month"),
    path("huodong/yue/rili.ics", views.month_file, name="month_file"),
    path("huodong/<int:key>/", views.activity, name="activity"),
    path("huodong/<int:key>/rili.ics", views.activity_file, name="activity_file"),
]
