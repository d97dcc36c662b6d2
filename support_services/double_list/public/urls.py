"""Addresses of the double list for residents."""

from django.urls import path

from support_services.double_list.public import views

app_name = "double_list"

urlpatterns = [
    path("shuangqingdan/", views.items, name="items"),
    path("shuangqingdan/<int:year>/", views.items, name="of_year"),
]
