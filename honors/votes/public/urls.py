"""Addresses of votes for residents."""

from django.urls import path

from honors.votes.public import views

app_name = "votes"

urlpatterns = [
    path("", views.polls, name="list"),
    path("yanzheng/", views.code, name="code"),
    path("<int:poll_id>/", views.poll, name="poll"),
    path("<int:poll_id>/wancheng/", views.done, name="done"),
    path("<int:poll_id>/yitou/", views.again, name="again"),
]
