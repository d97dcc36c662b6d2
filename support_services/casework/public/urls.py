"""Addresses of what residents bring and ask."""

from django.urls import path

from support_services.casework.public import views

app_name = "intake"

urlpatterns = [
    path("fanying/", views.report, name="report"),
    path("gongshi/<int:notice_id>/yiyi/", views.objection, name="objection"),
    path("fanying/huizhi/<str:token>/", views.receipt, name="receipt"),
    path("jindu/", views.progress, name="progress"),
]
