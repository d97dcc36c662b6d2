"""People and households at the bureau: listed, shown with their numbers covered, never deleted.

Nothing is typed over here. What is changed is changed by a button that asks first and calls one
service. Money, accounts and deaths have pages of their own with the subsidies.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from veterans.accounts.bureau_site import bureau_site
from veterans.accounts.models import User
from veterans.foundation.admin_base import Button, LedgerAdmin, ReadOnlyAdmin, ReadOnlyInline
from veterans.foundation.masking import mask_account, mask_id_number, mask_phone
from veterans.regions.models import Level, Region
from veterans.regions.selectors import place_name
from veterans.registry import asked, rules, services
from veterans.registry.admin.pages import PAGES
from veterans.registry.models import (
    BankAccount,
    Household,
    Person,
    PersonCategory,
)
from veterans.registry.selectors import households_visible_to, people_visible_to
from veterans.registry.selectors.finding import find_people


class HomeChoice(forms.ModelChoiceField):
    """Towns and villages, a village with the name of its town."""

    def __init__(self, **kwargs: Any) -> None:
        places = Region.objects.exclude(level=Level.COUNTY).select_related("parent")
        super().__init__(places.order_by("path"), label="村居", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return place_name(obj)


class ContactForm(forms.Form):
    phone = forms.CharField(
        label="联系电话", required=False, max_length=30, help_text="留空则不修改。"
    )
    region = HomeChoice(required=False, empty_label="（不修改）")


class NameForm(forms.Form):
    name = forms.CharField(label="正确的姓名", max_length=rules.NAME_LENGTH)
    document_no = forms.CharField(
        label="依据", max_length=80, help_text="户口簿变更页或公安机关证明的编号。"
    )


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _change_contact(request: HttpRequest, person: Person, data: dict[str, Any]) -> str:
    services.update_contact(
        person=person,
        phone=data["phone"] or None,
        region=data["region"],
        by=_actor(request),
        at=timezone.now(),
    )
    return "联系方式已保存。"


def _correct_name(request: HttpRequest, person: Person, data: dict[str, Any]) -> str:
    services.correct_name(
        person=person,
        name=data["name"],
        document_no=data["document_no"],
        by=_actor(request),
        at=timezone.now(),
    )
    return "姓名已更正。"


BUTTONS = (
    Button(
        name="contact",
        label="改联系方式",
        duty="people.edit",
        question=lambda person: f"修改 {person.name} 的联系电话或村居？",
        follows=lambda person: ["村居改变后，由新村居的服务站看到此人。"],
        run=_change_contact,
        form=ContactForm,
    ),
    Button(
        name="name",
        label="更正姓名",
        duty="people.edit",
        question=lambda person: f"更正 {person.name} 的姓名？",
        follows=lambda person: [
            "身份证号不变；身份证号登记错的，不能用更正姓名来改。",
            "原户名的账户照旧，银行不认时会退回，请同时核对账户。",
        ],
        run=_correct_name,
        form=NameForm,
    ),
)


class LifeFilter(admin.SimpleListFilter):
    title = "是否健在"
    parameter_name = "life"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("alive", "健在"), ("dead", "已去世")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Person]) -> QuerySet[Person]:
        if self.value() in ("alive", "dead"):
            return queryset.filter(died_on__isnull=self.value() == "alive")
        return queryset


class CategoryInline(ReadOnlyInline):
    model = PersonCategory
    fields = readonly_fields = ("category", "valid_from", "valid_to", "document_no")


class AccountInline(ReadOnlyInline):
    model = BankAccount
    verbose_name_plural = "银行账户（新的在前）"
    ordering = ("-is_current", "-pk")
    fields = readonly_fields = (
        "covered_number",
        "bank_name",
        "account_name",
        "state",
        "use",
        "entered",
        "verified",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankAccount]:
        return super().get_queryset(request).select_related("entered_by", "verified_by")

    @admin.display(description="账号")
    def covered_number(self, account: BankAccount) -> str:
        return mask_account(str(account.number))

    @admin.display(description="使用")
    def use(self, account: BankAccount) -> str:
        return "当前使用" if account.is_current else "已停用"

    @admin.display(description="登记人")
    def entered(self, account: BankAccount) -> str:
        return str(account.entered_by or "")

    @admin.display(description="核验人")
    def verified(self, account: BankAccount) -> str:
        if account.verified_by is not None:
            return str(account.verified_by)
        return "导入时户名一致" if account.matched_by_name else ""


@admin.register(Person)
class PersonAdmin(LedgerAdmin):
    """The register itself: whoever was looked for, and what no other page changes."""

    view_duty = "people.read"
    nothing_listed = "请先查找：这里不列出全部人员。"
    buttons = BUTTONS
    inlines = (CategoryInline, AccountInline)
    list_display = ("name", "covered_id", "sex", "born_on", "home", "died_on")
    list_filter = (LifeFilter,)
    ordering = ("name_pinyin", "pk")
    # Only shows the box; the search itself is ``find_people``.
    search_fields = ("name",)
    search_help_text = "输入姓名、拼音或首字母；按身份证号、电话、光荣牌编号查找，请到“人员”页面"
    fields = readonly_fields = (
        "name",
        "covered_id",
        "sex",
        "born_on",
        "died_on",
        "covered_phone",
        "home",
        "household",
        "relation",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        return people_visible_to(request.user).select_related("region__parent", "household")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], search_term: str
    ) -> tuple[QuerySet[Person], bool]:
        # Nobody before somebody is looked for: the register is no list to leaf through. And this
        # search stands in the address, where no number may stand.
        if asked.looks_like_number(search_term):
            return queryset.none(), False
        found = find_people(request.user, search_term).people
        return queryset.filter(pk__in=[person.pk for person in found]), False

    @admin.display(description="村居", ordering="region__path")
    def home(self, person: Person) -> str:
        return place_name(person.region)

    @admin.display(description="身份证号")
    def covered_id(self, person: Person) -> str:
        return mask_id_number(str(person.id_number))

    @admin.display(description="联系电话")
    def covered_phone(self, person: Person) -> str:
        return mask_phone(str(person.phone)) if person.phone else ""


@admin.register(Household)
class HouseholdAdmin(ReadOnlyAdmin):
    view_duty = "people.read"
    list_display = ("number", "region", "member_count")
    search_fields = ("=number",)
    search_help_text = "户编号（须完全一致）"
    ordering = ("number",)
    fields = ("number", "region", "address", "members")
    readonly_fields = ("number", "region", "address", "members")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Household]:
        return households_visible_to(request.user).prefetch_related("person_set")

    @admin.display(description="人数")
    def member_count(self, home: Household) -> int:
        return len(home.person_set.all())

    @admin.display(description="成员")
    def members(self, home: Household) -> str:
        named = (
            f"{person.name}（{person.relation}）" if person.relation else person.name
            for person in home.person_set.all()
        )
        return "、".join(named)


bureau_site().add_pages(PAGES)
