"""Address of verification for programs, at ``/api/v1/``."""

from django.urls import path

from support_services.providers.api import views

app_name = "providers_api"

urlpatterns = [
    path("verifications", views.Verifications.as_view(), name="verifications"),
]
