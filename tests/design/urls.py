"""Addresses for the design tests: sample pages, the style page, the stock admin pages."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from tests.design.pages import PAGES
from veterans.accounts.bureau_site import BureauSite
from veterans.accounts.models import User
from veterans.foundation.styleguide import styleguide
from veterans.regions.models import Region
from veterans.registry.models import Person, PersonCategory


class Message:
    """What a template reads of a message of the messages framework."""

    def __init__(self, level_tag: str, text: str) -> None:
        self.level_tag = level_tag
        self.text = text

    def __str__(self) -> str:
        return self.text


def preview(request: HttpRequest, name: str) -> HttpResponse:
    if name not in PAGES:
        raise Http404
    template, context = PAGES[name]
    if name == "desk":
        context = {
            **context,
            "messages": [
                Message("success", "批次 202611-12 已提交复核。"),
                Message("warning", "有 3 人登记去世但未停发。"),
                Message("error", "批次正在核算，请稍后再办。"),
            ],
        }
    return render(request, template, context)


class SampleSite(BureauSite):
    """The bureau's site with Django's side list, so that this is looked at too."""

    enable_nav_sidebar = True


site = SampleSite(name="admin")


class Open(admin.ModelAdmin):
    """Every page of the stock admin, so that each can be looked at; real admins are narrower."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True


@admin.register(Region, site=site)
class RegionAdmin(Open):
    list_display = ("code", "name", "level")
    list_filter = ("level",)
    search_fields = ("name",)
    list_per_page = 20


@admin.register(User, site=site)
class UserAdmin(Open):
    list_display = ("username", "display_name", "role", "is_active")
    list_filter = ("role", "is_active")
    fieldsets = (
        (None, {"fields": ("username", "display_name", "role", "region")}),
        ("状态", {"fields": ("is_active", "must_change_password"), "classes": ("collapse",)}),
    )
    actions = None


class AllowedInline(admin.TabularInline):
    extra = 1

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return True


class CategoryInline(AllowedInline):
    model = PersonCategory


@admin.register(Person, site=site)
class PersonAdmin(Open):
    list_display = ("name", "sex", "born_on", "region")
    date_hierarchy = "born_on"
    autocomplete_fields = ("region",)
    raw_id_fields = ("household",)
    inlines = (CategoryInline,)


urlpatterns = [
    path("preview/<str:name>/", preview),
    path("styleguide/", styleguide, name="styleguide"),
    path("bureau/", site.urls),
    path("station/", include("support_services.stations.station.urls")),
    path("station/", include("support_services.subsidies.station.urls")),
    path("station/catalogue/", include("support_services.catalogue.station.urls")),
    path("api/", include("veterans.foundation.programs.urls")),
    path("", include("support_services.subsidies.public.urls")),
    path("", include("support_services.catalogue.public.urls")),
    path("", include("support_services.providers.public.urls")),
    path("", include("support_services.supporters.public.urls")),
    path("", include("support_services.projects.public.urls")),
    path("", include("support_services.double_list.public.urls")),
    path("", include("support_services.casework.public.urls")),
    path("wode/", include("support_services.enquiry.public.urls")),
    path("", include("honors.roll.public.urls")),
    path("", include("honors.memorials.public.urls")),
    path("", include("honors.campaigns.public.urls")),
    path("wode/", include("honors.campaigns.public.own_urls")),
    path("toupiao/", include("honors.votes.public.urls")),
    path("dafu/", include("support_services.units.public.urls")),
    path("", include("support_services.lookup.public.urls")),
    path("", include("support_services.stations.public.urls")),
]
