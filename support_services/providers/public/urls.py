"""Addresses of providers for residents."""

from django.urls import path

from support_services.providers.public import views

app_name = "providers"

urlpatterns = [
    path("lvsetongdao/", views.providers, name="list"),
    path("lvsetongdao/<int:provider_id>/", views.provider, name="provider"),
]
