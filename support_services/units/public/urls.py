"""Addresses by which a unit answers one thing. The secret stands in them: the cookie of whoever has
given the code back is for those below it alone."""

from django.urls import path

from support_services.units.public import views

app_name = "links"

urlpatterns = [
    # By the receipt of an answer, without any code: it was not ours.
    path("bushi/<str:token>/", views.deny, name="deny"),
    path("<str:token>/", views.link, name="link"),
    path("<str:token>/tian/<slug:verb>/", views.fill_in, name="fill_in"),
    path("<str:token>/kan/<slug:form>/", views.look, name="look"),
    path("<str:token>/kan/<slug:form>/bushi/", views.not_ours, name="not_ours"),
    path("<str:token>/likai/", views.leave, name="leave"),
]
