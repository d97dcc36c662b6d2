"""Regions are shown here and loaded with ``load_regions``."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from veterans.foundation.admin_base import ReadOnlyAdmin
from veterans.regions.models import Region
from veterans.regions.selectors import regions_visible_to


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    view_duty = "desk.see"
    list_display = ("code", "name", "level", "parent")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("name", "^code")
    fields = ("code", "name", "level", "parent")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Region]:
        return regions_visible_to(request.user)
