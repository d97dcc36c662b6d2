"""What a program may ask in an address: parameters that are judged before anything is looked for.

A ``FilterSet`` of django-filter over no table at all: its form judges the parameters, ``published``
narrows by them, so that no row of a table reaches this door. Stricter than a form for people:
what is unknown, empty or given twice is refused, because a program that mistypes a name must not
get everything instead.
"""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django_filters import FilterSet, filters
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException

SIZE, MOST = 20, 100
LAST_PAGE = 10_000
# Something that can be looked for, and no NUL. Read the same way here and by readers of the schema.
TEXT = r"^[^\u0000]*[0-9A-Za-z\u4e00-\u9fff][^\u0000]*$"
REGION = r"^[0-9]{12}$"


class BadParameters(APIException):
    """400. ``errors``: name and words for each."""

    status_code = 400

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        super().__init__()
        self.errors = errors


class Number(filters.Filter):
    """A whole number."""

    field_class = forms.IntegerField


class Text(filters.Filter):
    """A text of a given form."""

    field_class = forms.RegexField


class Choice(filters.Filter):
    """One of a few codes."""

    field_class = forms.ChoiceField


def one_of(label: str, labels: dict[Any, str]) -> Choice:
    """A parameter that takes one of these codes."""
    told = "、".join(f"`{code}` {words}" for code, words in labels.items())
    choices = [(str(code), words) for code, words in labels.items()]
    return Choice(label=label, choices=choices, help_text=f"只能是：{told}。")


def words(label: str, *, longest: int) -> Text:
    """A parameter with something to look for."""
    told = f"不超过 {longest} 个字，至少有一个汉字、字母或者数字。"
    return Text(label=label, regex=TEXT, max_length=longest, strip=False, help_text=told)


def region(label: str) -> Text:
    """A parameter with the code of a region."""
    told = "12 位数字的地区代码。"
    return Text(label=label, regex=REGION, max_length=12, strip=False, help_text=told)


class Asked(FilterSet):
    """The parameters of one address; none here."""

    @classmethod
    def read(cls, query: QueryDict) -> dict[str, Any]:
        """What was asked, by parameter; "" or None for what was not. Refuses (``BadParameters``)
        what is unknown, empty, given twice or out of form."""
        known = cls.base_filters
        errors: list[tuple[str, str]] = []
        if set(query) - set(known):
            # The name that was sent is not repeated: it may be anything.
            usable = f"这里能用的是：{'、'.join(cls.names())}。" if known else "这里不带参数。"
            errors.append(("", f"有不认识的参数。{usable}"))
        for name, values in query.lists():
            if name in known and (len(values) > 1 or not values[0]):
                errors.append((name, "只能写一次，并且不能空着；不需要就不要写。"))
        if errors:
            raise BadParameters(errors)
        form = cls(data=query, queryset=QuerySet()).form
        if not form.is_valid():
            raise BadParameters(
                [(name, str(form.fields[name].help_text).replace("`", "")) for name in form.errors]
            )
        return dict(form.cleaned_data)

    @classmethod
    def names(cls) -> list[str]:
        """The parameters, those of the page last."""
        return sorted(cls.base_filters, key=lambda name: name in ("page", "size"))

    @classmethod
    def parameters(cls) -> list[OpenApiParameter]:
        """The same for the schema."""
        return [
            OpenApiParameter(
                name,
                type=_schema(one.field),
                location=OpenApiParameter.QUERY,
                description=f"{one.label}。{one.field.help_text}",
            )
            for name, one in ((name, cls.base_filters[name]) for name in cls.names())
        ]


class AskedOfList(Asked):
    """What every list can be asked: which page, and how much on one."""

    page = Number(
        label="第几页，从 1 起；不写是第 1 页",
        min_value=1,
        max_value=LAST_PAGE,
        help_text=f"1 到 {LAST_PAGE} 的整数。",
    )
    size = Number(
        label=f"一页多少条；不写是 {SIZE} 条",
        min_value=1,
        max_value=MOST,
        help_text=f"1 到 {MOST} 的整数。",
    )

    @classmethod
    def read(cls, query: QueryDict) -> dict[str, Any]:
        """The same, with the first page and the usual size where nothing else was asked."""
        found = super().read(query)
        return found | {"page": found["page"] or 1, "size": found["size"] or SIZE}


def _schema(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, forms.IntegerField):
        default = 1 if field.max_value == LAST_PAGE else SIZE
        return {
            "type": "integer",
            "minimum": field.min_value,
            "maximum": field.max_value,
            "default": default,
        }
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return {"type": "string", "enum": [code for code, _ in choices]}
    assert isinstance(field, forms.RegexField)
    found = {"type": "string", "pattern": field.regex.pattern, "maxLength": field.max_length}
    return found | {"minLength": field.max_length if found["pattern"] == REGION else 1}
