"""Which address belongs to which door."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from veterans.foundation.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("bureau/", admin.site.urls),
    path("station/", include("veterans.accounts.station.urls")),
    path("station/", include("support_services.stations.station.urls")),
    path("station/", include("support_services.notices.station.urls")),
    path("station/", include("support_services.subsidies.station.urls")),
    path("station/visits/", include("support_services.visits.station.urls")),
    path("station/", include("support_services.visits.station.handover_urls")),
    path("station/aid/", include("support_services.aid.station.urls")),
    path("station/catalogue/", include("support_services.catalogue.station.urls")),
    path("station/finder/", include("support_services.finder.station.urls")),
    path("station/providers/", include("support_services.providers.station.urls")),
    path("station/supporters/", include("support_services.supporters.station.urls")),
    path("station/memorials/", include("honors.memorials.station.urls")),
    path("station/plaques/", include("honors.plaques.station.urls")),
    path("station/good-news/", include("honors.letters.station.urls")),
    path("station/campaigns/", include("honors.campaigns.station.urls")),
    path("station/", include("support_services.casework.station.urls")),
    path("api/", include("veterans.foundation.programs.urls")),
    path("api/v1/", include("support_services.catalogue.api.urls")),
    path("api/v1/", include("support_services.stations.api.urls")),
    path("api/v1/", include("support_services.providers.api.urls")),
    path("api/v1/", include("honors.roll.api.urls")),
    path("", include("support_services.casework.public.urls")),
    path("wode/", include("support_services.enquiry.public.urls")),
    path("wode/", include("honors.campaigns.public.own_urls")),
    path("dafu/", include("support_services.units.public.urls")),
    path("", include("support_services.subsidies.public.urls")),
    path("", include("support_services.catalogue.public.urls")),
    path("", include("support_services.providers.public.urls")),
    path("", include("honors.roll.public.urls")),
    path("", include("honors.memorials.public.urls")),
    path("", include("honors.campaigns.public.urls")),
    path("toupiao/", include("honors.votes.public.urls")),
    path("", include("support_services.supporters.public.urls")),
    path("", include("support_services.projects.public.urls")),
    path("", include("support_services.double_list.public.urls")),
    path("", include("support_services.lookup.public.urls")),
    path("", include("support_services.stations.public.urls")),
]

handler400 = "veterans.foundation.error_pages.bad_request"
handler403 = "veterans.foundation.error_pages.forbidden"
handler404 = "veterans.foundation.error_pages.not_found"
handler500 = "veterans.foundation.error_pages.server_error"
