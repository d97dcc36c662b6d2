"""Addresses of the programs' door that describe it, at ``/api/``."""

from django.urls import path

from veterans.foundation.programs import described

app_name = "programs"

urlpatterns = [
    path("", described.page, name="page"),
    path("v1/openapi.yaml", described.Document.as_view(), name="document"),
]
