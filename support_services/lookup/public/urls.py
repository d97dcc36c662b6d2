"""Addresses of the front page, of what its box finds, and of the switch of the edition."""

from django.urls import path

from support_services.lookup.public import views

app_name = "lookup"

urlpatterns = [
    path("", views.home, name="home"),
    path("sousuo/", views.found, name="found"),
    path("zhangbei/", views.edition, name="edition"),
]
