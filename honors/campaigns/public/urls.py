"""Addresses of campaigns for residents."""

from django.urls import path

from honors.campaigns.public import views

app_name = "campaigns"

urlpatterns = [
    path("pingxuan/", views.campaigns, name="list"),
    path("pingxuan/zhengshu/", views.certificate, name="certificate"),
    path("pingxuan/huizhi/<str:token>/", views.receipt, name="receipt"),
    path("pingxuan/<int:campaign_id>/", views.campaign, name="campaign"),
    path("pingxuan/<int:campaign_id>/yijian/", views.objection, name="objection"),
]
