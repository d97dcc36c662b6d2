"""Stations at the bureau: everybody who reads people reads them, the preparer keeps them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from support_services.stations import services
from support_services.stations.models import Station
from support_services.stations.selectors import regions_without_station, stations_visible_to
from veterans.accounts.models import User
from veterans.foundation.admin_base import DutyAdmin
from veterans.foundation.errors import Refused
from veterans.regions.models import Level, Region


class RegionChoice(forms.ModelChoiceField):
    """Places without a station; villages with the name of their town."""

    def label_from_instance(self, obj: Any) -> str:
        if obj.level == Level.VILLAGE and obj.parent is not None:
            return f"{obj.parent.name} › {obj.name}"
        return str(obj.name)


class StationForm(forms.ModelForm):
    """What the service takes; it says itself what is wrong with a field."""

    class Meta:
        model = Station
        fields: tuple[str, ...] = ("name", "address", "phone", "opening_hours")
        help_texts = {
            "name": "居民看到的全称，例如：马尚街道退役军人服务站。",
            "address": "写到门牌或好找的标志，例如：马尚街道办事处一楼大厅东侧。",
            "phone": "居民点一下就能拨打。只填一个号码，例如：0533-2178000。",
            "opening_hours": "例如：周一至周五 8:30–12:00，13:30–17:30，节假日休息。",
        }

    def clean_phone(self) -> str:
        try:
            return services.clean_phone(self.cleaned_data["phone"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class NewStationForm(StationForm):
    region = RegionChoice(
        queryset=Region.objects.none(),
        label="区划",
        empty_label="请选择",
        help_text="只列出还没有登记服务站的地方。登记以后不能改到别处。",
    )

    class Meta(StationForm.Meta):
        fields = ("region", *StationForm.Meta.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions_without_station()  # type: ignore[attr-defined]


class LevelFilter(admin.SimpleListFilter):
    title = "级别"
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(level.value, str(level.label)) for level in Level]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Station]) -> QuerySet[Station]:
        value = self.value()
        return queryset.filter(region__level=value) if value in Level.values else queryset


@admin.register(Station)
class StationAdmin(DutyAdmin):
    view_duty = "people.read"
    add_duty = change_duty = "stations.edit"
    list_display = ("name", "place", "phone", "address", "opening_hours")
    list_filter = (LevelFilter,)
    search_fields = ("name", "region__name", "address", "=region__code")
    search_help_text = "按名称、村居、地址或区划代码查找"
    ordering = ("region__path",)

    @admin.display(description="区划", ordering="region__path")
    def place(self, station: Station) -> str:
        region = station.region
        if region.level == Level.VILLAGE and region.parent is not None:
            return f"{region.parent.name} › {region.name}"
        return region.name

    def get_queryset(self, request: HttpRequest) -> QuerySet[Station]:
        return stations_visible_to(request.user)

    def get_form(
        self, request: HttpRequest, obj: Station | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["form"] = StationForm if obj is not None else NewStationForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Station | None = None) -> Any:
        first = "place" if obj is not None else "region"
        return (first, "name", "address", "phone", "opening_hours")

    def get_readonly_fields(self, request: HttpRequest, obj: Station | None = None) -> Any:
        return ("place",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Station, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        data = form.cleaned_data
        saved = services.upsert_station(
            region=obj.region,
            name=data["name"],
            address=data["address"],
            phone=data["phone"],
            opening_hours=data["opening_hours"],
            by=request.user,
            at=timezone.now(),
        )
        obj.pk = saved.pk
