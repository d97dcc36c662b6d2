"""What is filled in for a call, an application, a ballot and what follows. Checks of form only."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from support_services.projects.models.applications import BOOK_LENGTH
from support_services.projects.models.calls import TITLE_LENGTH, Criterion
from support_services.projects.models.carrying import SUMMARY_LENGTH
from support_services.projects.services.applications import BOOK, BOOK_LABELS, Book, Line, Promise
from support_services.projects.states import GRADE_LABELS, Grade
from support_services.projects.written_rows import (
    BUDGET_EXAMPLE,
    CRITERION_EXAMPLE,
    PROMISE_EXAMPLE,
    read_budget,
    read_criteria,
    read_promises,
)
from support_services.units.states import KIND_LABELS
from veterans.foundation.errors import Refused
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.foundation.ranking import COMBINATION_LABELS, TIE_LABELS
from veterans.registry.forms import FilesField

_LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。", "invalid_list": "请从列表中选择。"}
_BOOK_HINTS = {
    "background": "发现了什么需求，多少人需要，现在怎样。",
    "aim": "做成什么样。",
    "content": "为谁做哪些事。",
    "steps": "先做什么、后做什么，谁来做。",
    "expected": "做完以后有什么变化。",
}
FILES = "照片或扫描件（PDF），可以一次选几个。不拍到身份证、银行卡。"


class AmountField(forms.DecimalField):
    """Yuan with two decimals, or points; typed with or without thousands."""

    def __init__(self, label: str, *, most: Decimal | None = None, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            min_value=kwargs.pop("least", Decimal(0)),
            max_value=most,
            max_digits=12,
            decimal_places=2,
            error_messages={
                **REQUIRED,
                "invalid": "请填数字，例如 20000 或 20000.50。",
                "min_value": "不能小于 %(limit_value)s。",
                "max_value": "不能大于 %(limit_value)s。",
                "max_decimal_places": "最多两位小数。",
                "max_digits": "数字太大。",
                "max_whole_digits": "数字太大。",
            },
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


def _rows_field(label: str, example: str, hint: str, lines: int) -> forms.CharField:
    return text_field(label, 2000, lines=lines, hint=f"{hint}例如：{example}")


class CallForm(forms.Form):
    """A call and its criteria."""

    title = text_field("名称", TITLE_LENGTH, hint="例如：2027 年拥军服务项目。")
    year = forms.IntegerField(
        label="年度",
        min_value=2000,
        max_value=2100,
        error_messages={**REQUIRED, "invalid": "请填四位年份。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    told = text_field("征集说明", 1000, lines=5, hint="征集什么、怎么报。征集期间公开。")
    opens_on = DayField(label="从哪天起可以提交")
    closes_on = DayField(label="到哪天截止", help_text="最后一天；当天还可以提交。")
    budget = AmountField("总经费（元）", least=Decimal("0.01"))
    most_each = AmountField("每个项目最多（元）", required=False, least=Decimal("0.01"))
    unit_kinds = forms.MultipleChoiceField(
        label="谁可以申报",
        choices=list(KIND_LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages=_LISTED,
    )
    least_reviewers = forms.IntegerField(
        label="每个项目至少几人评审",
        min_value=1,
        max_value=20,
        initial=3,
        error_messages={**REQUIRED, "invalid": "请填整数。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    combination = forms.ChoiceField(
        label="怎样合成得分",
        choices=list(COMBINATION_LABELS.items()),
        error_messages=_LISTED,
        initial="trimmed",
    )
    tie_rule = forms.ChoiceField(
        label="同分怎么排",
        choices=list(TIE_LABELS.items()),
        error_messages=_LISTED,
        initial="criteria",
    )
    criteria = _rows_field(
        "评分指标",
        CRITERION_EXAMPLE,
        "一行一项：指标、权重、怎样评。权重合计 100；开始征集以后不能再改。",
        5,
    )

    def clean_criteria(self) -> list[dict[str, Any]]:
        try:
            rows = read_criteria(self.cleaned_data["criteria"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return [{"label": one.label, "weight": one.weight, "hint": one.hint} for one in rows]


class BookForm(forms.Form):
    """A project book. ``book_of`` gives it as the services take it."""

    title = text_field("项目名称", TITLE_LENGTH)
    team = text_field("服务队", 30, required=False, hint="有名称的写名称，例如：暖心团。")
    brief = text_field("一句话介绍", 120, hint="立项以后公开，群众看得懂。")
    lines = _rows_field("经费预算", BUDGET_EXAMPLE, "一行一项：用途、金额（元）。", 5)
    promises = _rows_field(
        "项目节点",
        PROMISE_EXAMPLE,
        "一行一个：做什么、到哪天、指标、数量、单位。评价时照这些数。",
        5,
    )
    contact_name = text_field("联系人", 30, required=False, hint="加密保存，不公开。")
    contact_phone = text_field("联系人手机", 20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in BOOK:
            self.fields[name] = text_field(
                BOOK_LABELS[name], BOOK_LENGTH, lines=4, hint=_BOOK_HINTS[name]
            )
        self.order_fields(["unit", "title", "team", "brief", *BOOK])

    def clean_lines(self) -> str:
        return self._read("lines", read_budget)

    def clean_promises(self) -> str:
        return self._read("promises", read_promises)

    def _read(self, name: str, read: Callable[[str], object]) -> str:
        """The text as it was written, which is shown again; refused where it is no such rows."""
        text = str(self.cleaned_data[name])
        try:
            read(text)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return text


def book_of(data: Mapping[str, Any]) -> Book:
    """The book out of what ``BookForm`` has cleaned."""
    return Book(
        title=data["title"],
        brief=data["brief"],
        team=data["team"],
        texts={name: data[name] for name in BOOK},
        lines=[Line(one.item, one.amount) for one in read_budget(data["lines"])],
        promises=[
            Promise(one.what, one.due_on, one.measure, one.promised, one.unit)
            for one in read_promises(data["promises"])
        ],
        contact_name=data["contact_name"],
        contact_phone=data["contact_phone"],
    )


class ApplicationForm(BookForm):
    """A book at the bureau, on behalf of a unit."""

    unit = forms.TypedChoiceField(label="申报单位", coerce=int, error_messages=_LISTED)

    def __init__(self, *args: Any, units: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *units]


class WhyForm(forms.Form):
    """A reason."""

    why = text_field("原因", 200)


class ReturnForm(forms.Form):
    """What is missing, and until when it may be completed."""

    why = text_field("要补正什么", 300, lines=3, hint="一次写全。")
    complete_by = DayField(label="补正期限", help_text="最后一天；征集截止以后也可以补正。")


class ExtendForm(forms.Form):
    """A later last day."""

    closes_on = DayField(label="延长到哪天")
    why = text_field("原因", 200)


class ShareForm(forms.Form):
    """Who reviews, and how many for each application."""

    reviewer_ids = forms.TypedMultipleChoiceField(
        label="评委", coerce=int, widget=forms.CheckboxSelectMultiple, error_messages=_LISTED
    )
    each = forms.IntegerField(
        label="每个项目几位评委",
        min_value=1,
        max_value=20,
        error_messages={**REQUIRED, "invalid": "请填整数。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reviewer_ids"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(people)


class MoreForm(forms.Form):
    """One more reviewer for one application."""

    reviewer_id = forms.TypedChoiceField(label="评委", coerce=int, error_messages=_LISTED)

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reviewer_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *people]


class TieForm(forms.Form):
    """A tie with a unit."""

    unit_id = forms.TypedChoiceField(label="单位", coerce=int, error_messages=_LISTED)
    why = text_field("什么关系", 100, hint="例如：亲属在这个单位；本人在这里兼过职。不写姓名。")

    def __init__(self, *args: Any, units: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *units]


class ScoreForm(forms.Form):
    """A ballot: points for each criterion, or an abstention, with a comment."""

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"points_{one.pk}": one.pk for one in criteria}
        for one in criteria:
            field = AmountField(
                f"{one.label}（权重 {one.weight.normalize():f}）",
                most=Decimal(100),
                required=False,
                help_text=one.hint or "0 到 100 分。",
            )
            self.fields[f"points_{one.pk}"] = field
        self.fields["is_abstention"] = forms.BooleanField(
            label="弃权：不打分，在下面写明原因", required=False
        )
        self.fields["comment"] = text_field("评语", 500, lines=3, hint="好在哪里，差在哪里。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("is_abstention"):
            for name in self.keys:
                if name not in self.errors and data.get(name) is None:
                    self.add_error(name, REQUIRED["required"])
        return data

    def points(self) -> dict[int, Decimal] | None:
        """As the service takes them; None for an abstention."""
        if self.cleaned_data["is_abstention"]:
            return None
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}


class ChoiceForm(forms.Form):
    """The list within the budget: an amount and a reason for every application."""

    def __init__(self, *args: Any, names: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        for key, name in names.items():
            amount = AmountField("立项金额", required=False)
            amount.widget.attrs |= {"aria-label": f"立项金额：{name}", "class": "num", "size": 10}
            why = text_field("原因", 200, required=False)
            why.widget.attrs["aria-label"] = f"原因：{name}"
            self.fields[f"granted_{key}"], self.fields[f"why_{key}"] = amount, why

    def of(self, key: int) -> tuple[Any, Any]:
        """The two fields of an application."""
        return self[f"granted_{key}"], self[f"why_{key}"]


class DoneForm(forms.Form):
    """A milestone was done."""

    done_on = DayField(label="哪天完成")
    note = text_field("完成情况", 200, lines=2)
    reached = AmountField("达到多少", required=False)
    papers = FilesField(label="佐证", required=False, help_text=FILES)


class PutOffForm(forms.Form):
    """A later day for a milestone."""

    put_off_to = DayField(label="延到哪天")
    why = text_field("延期原因", 200)


class SpendForm(forms.Form):
    """Money that was spent."""

    spent_on_day = DayField(label="哪天")
    amount = AmountField("金额（元）", least=Decimal("0.01"))
    what = text_field("用在哪里", 100)
    voucher = text_field("凭证号", 40, hint="记账凭证的编号，例如：记-12。")


class ReverseForm(forms.Form):
    """Why an entry is taken back."""

    why = text_field("原因", 80)


class ResultForm(forms.Form):
    """What came of a project: each promise against what was reached, and the bureau's word."""

    def __init__(self, *args: Any, milestones: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [one.pk for one in milestones]
        for one in milestones:
            self.fields[f"reached_{one.pk}"] = AmountField(
                f"{one.measure}：承诺 {one.promised.normalize():f} {one.unit}，达到",
                help_text=one.what,
            )
            self.fields[f"note_{one.pk}"] = text_field(f"{one.measure}：说明", 200, required=False)
        self.fields["grade"] = forms.ChoiceField(
            label="评价",
            choices=[(one.value, label) for one, (label, _) in GRADE_LABELS.items()],
            widget=forms.RadioSelect,
            error_messages=_LISTED,
        )
        self.fields["points"] = AmountField("评分", most=Decimal(100), help_text="0 到 100。")
        self.fields["summary"] = text_field(
            "公开小结",
            SUMMARY_LENGTH,
            lines=5,
            hint="公布以后群众能看到：做了什么、多少人受益、钱怎么用。不写个人姓名和电话。",
        )
        self.fields["note"] = text_field("给工作人员的说明", 300, required=False, lines=2)

    def grade(self) -> Grade:
        return Grade(self.cleaned_data["grade"])
