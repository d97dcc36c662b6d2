"""Addresses for whoever has proved who he is, under ``/wode/``."""

from django.urls import path

from honors.campaigns.public import own

app_name = "own_campaigns"

urlpatterns = [
    path("tuijian/", own.mine, name="mine"),
    path("tuijian/<int:campaign_id>/", own.nominate, name="nominate"),
    path("tuijian/<int:nomination_id>/chehui/", own.withdraw, name="withdraw"),
]
