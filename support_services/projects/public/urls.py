"""Addresses of projects for residents."""

from django.urls import path

from support_services.projects.public import views

app_name = "projects"

urlpatterns = [
    path("xiangmu/", views.projects, name="list"),
    path("xiangmu/<int:project_id>/", views.project, name="project"),
]
