"""What is filled in for panels, jurors and ballots. Checks of form only."""

from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from honors.juries.models import Criterion
from honors.juries.states import MarkKind
from support_services.projects.written_rows import plain
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.foundation.ranking import MOST_POINTS

_LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。", "invalid_list": "请从列表中选择。"}


class WhyForm(forms.Form):
    """A reason."""

    why = text_field("原因", 200, lines=3)


class AppointForm(forms.Form):
    """Jurors, several at once."""

    user_ids = forms.TypedMultipleChoiceField(
        label="评委",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={**_LISTED, "required": "请至少选一位评委。"},
    )

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user_ids"].choices = list(people)  # type: ignore[attr-defined]


class RecuseForm(forms.Form):
    """Who stands aside from one entry."""

    seat_id = forms.TypedChoiceField(label="哪位评委", coerce=int, error_messages=_LISTED)
    why = text_field("回避原因", 200, lines=3)

    def __init__(self, *args: Any, seats: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat_id"].choices = [("", "请选择"), *seats]  # type: ignore[attr-defined]


class ExtendForm(forms.Form):
    """The new end, to the end of that day."""

    day = DayField(label="延长到哪天", help_text="当天 24 点截止。")
    why = text_field("延长原因", 200, lines=2)

    def closes_at(self) -> datetime:
        day = self.cleaned_data["day"]
        return timezone.make_aware(datetime.combine(day, time.max.replace(microsecond=0)))


class TieForm(forms.Form):
    """With what a juror has to do: one of three."""

    unit = forms.TypedChoiceField(
        label="单位",
        coerce=str,
        required=False,
        error_messages=_LISTED,
        help_text="工作单位、担任职务的组织、近亲属的单位。没有的不选。",
    )
    village = forms.ChoiceField(
        label="村居", required=False, error_messages=_LISTED, help_text="自己家、老家所在的村居。"
    )
    number = text_field(
        "有关系的人的身份证号",
        30,
        required=False,
        hint="自己有档案的写自己的，近亲属写近亲属的。只用来比对，不显示、不告诉查没查到。",
    )
    why = text_field("什么关系", 100, hint="例如：本人在该单位工作；岳父。不写姓名。")

    def __init__(
        self,
        *args: Any,
        units: Iterable[tuple[int, str]],
        villages: Iterable[Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", "不选"), *((str(key), name) for key, name in units)
        ]  # fmt: skip
        self.fields["village"].choices = [("", "不选"), *villages]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [name for name in ("unit", "village", "number") if data.get(name)]
        if len(given) != 1 and not self.errors:
            raise forms.ValidationError("单位、村居、身份证号，一次登记一项：请填其中一项。")
        return data

    def meant(self) -> tuple[str, str]:
        """Kind and what, as the service takes them."""
        for name, kind in (
            ("unit", MarkKind.UNIT),
            ("village", MarkKind.VILLAGE),
            ("number", MarkKind.PERSON),
        ):
            if self.cleaned_data.get(name):
                return kind.value, str(self.cleaned_data[name])
        raise AssertionError("one of them is filled in")


class PointsField(forms.DecimalField):
    """0 to 100, two decimals."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            min_value=Decimal(0),
            max_value=MOST_POINTS,
            max_digits=5,
            decimal_places=2,
            required=False,
            error_messages={
                "invalid": "请填 0 到 100 的数字。",
                "min_value": "不能小于 0。",
                "max_value": "不能大于 100。",
                "max_decimal_places": "最多两位小数。",
                "max_digits": "不能大于 100。",
                "max_whole_digits": "不能大于 100。",
            },
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            **kwargs,
        )


class ScoreForm(forms.Form):
    """A ballot: points for every criterion, or an abstention with its reason."""

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for one in self.criteria:
            self.fields[f"points_{one.pk}"] = PointsField(
                one.label, help_text=f"0 到 100 分，权重 {plain(one.weight)}。"
            )
        self.fields["is_abstention"] = forms.BooleanField(
            label="弃权，不打分", required=False, help_text="弃权的，在下面写明原因。"
        )
        self.fields["comment"] = text_field(
            "评语", 500, required=False, lines=3, hint="不写姓名。评审结束以后区局能看到。"
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        abstains = bool(data.get("is_abstention"))
        for one in self.criteria:
            key = f"points_{one.pk}"
            if not abstains and data.get(key) is None and key not in self.errors:
                self.add_error(key, REQUIRED["required"])
        if abstains and not data.get("comment") and "comment" not in self.errors:
            self.add_error("comment", "弃权的，请写明原因。")
        return data

    def points(self) -> dict[int, Decimal] | None:
        """By criterion; None for an abstention."""
        if self.cleaned_data["is_abstention"]:
            return None
        return {one.pk: self.cleaned_data[f"points_{one.pk}"] for one in self.criteria}


class ContactForm(forms.Form):
    """A number to which messages about reviews may go."""

    phone = text_field("手机号", 20, hint="11 位，加密保存；只发评审任务和截止提醒，不写评的是谁。")
    agreed_on = DayField(label="哪天同意的")
