"""What people fill in about the network. Checks of form only; services decide."""

from decimal import Decimal
from typing import Any

from django import forms

from support_services.stations.selectors.assessment import ItemShown
from support_services.stations.states import PART_LABELS, POST_LABELS
from veterans.foundation.confidence import Confidence
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.registry.forms import FilesField

FILES = "照片或扫描件（PDF），可以一次选几个，一项最多六个。不要拍到证件号、电话。"


def _choice(
    label: str, choices: Any, *, required: bool = True, hint: str = ""
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", "请选择"), *choices],
        required=required,
        help_text=hint,
        error_messages={**REQUIRED, "invalid_choice": "请在列出的里面选。"},
    )


def _points(label: str, most: Decimal, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_value=most,
        max_digits=5,
        decimal_places=1,
        required=required,
        error_messages={
            **REQUIRED,
            "invalid": "请填数字，例如 5 或 2.5。",
            "min_value": "不能小于 0。",
            "max_value": f"最多 {most.normalize():f} 分。",
            "max_decimal_places": "最多一位小数。",
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class WorkerForm(forms.Form):
    """Somebody who works at a station."""

    name = text_field("姓名", 50)
    post = _choice("岗位", [(one.value, label) for one, label in POST_LABELS.items()])
    phone = text_field(
        "手机号",
        30,
        required=False,
        hint="本人的号码，加密保存，不对外公布；居民打站里的电话。",
    )
    account = _choice(
        "系统账号", [], required=False, hint="此人登录用的账号；没有的不选，由系统管理员开通。"
    )
    from_on = DayField(label="到岗")
    to_on = DayField(label="离岗", required=False, help_text="还在岗的不填。离岗的填最后一天。")
    is_shown = forms.BooleanField(
        label="居民页面显示为“某站长”",
        required=False,
        help_text="只显示姓，例如“王站长”。只对站长有用。",
    )

    def __init__(
        self, *args: Any, accounts: list[tuple[str, str]], may_show: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "没有账号"), *accounts]
        if not may_show:
            del self.fields["is_shown"]


class CoverForm(forms.Form):
    """Who does the work while somebody is away."""

    substitute_id = _choice("由谁顶岗", [], hint="本站的人，或同一镇街的站里的人。")
    from_on = DayField(label="自")
    to_on = DayField(label="至", help_text="两天都算在内。")
    reason = text_field("事由", 80, hint="例如：年休假、集中培训。不写病情。")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["substitute_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *people]


class OfferForm(forms.Form):
    """Whether a station does an item of its list."""

    is_offered = forms.TypedChoiceField(
        label="在本站办理",
        choices=[("1", "办理"), ("0", "不办理")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    note = text_field(
        "给居民的说明", 60, required=False, hint="例如：周三下午。不写姓名和私人电话。"
    )


class FiveForm(forms.Form):
    """One of 五有."""

    is_met = forms.TypedChoiceField(
        label="现在的情况",
        choices=[("1", "有"), ("0", "没有")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    since_on = DayField(label="日期", help_text="有的，写从哪天起有；没有的，写核实的日期。")
    note = text_field("说明", 100, required=False, hint="例如：批复的文号。")
    papers = FilesField(label="佐证", required=False, help_text=FILES)


class DutyItemForm(forms.Form):
    """One item of a duty list."""

    level = _choice("级别", [("county", "区中心"), ("town", "镇街站"), ("village", "村居站")])
    number = forms.IntegerField(
        label="序号",
        min_value=1,
        max_value=99,
        error_messages={**REQUIRED, "invalid": "请填数字。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    title = text_field("名称", 30)
    text = text_field("居民看到的说法", 100, hint="说清能办什么，用大白话。")
    source = text_field("依据", 200, hint="文件名称和文号；没有文件的写明是谁定的。")
    confidence = _choice("可靠程度", Confidence.choices)
    valid_from = DayField(label="自")
    valid_to = DayField(label="至", required=False, help_text="还在用的不填。")
    why = text_field("修改的原因", 200, hint="会和改动前的内容一起留存。")


class TemplateForm(forms.Form):
    """The head of a list of points."""

    title = text_field("名称", 60, hint="例如：2026年村居站自评标准。")
    level = _choice("给谁用", [("town", "镇街站"), ("village", "村居站")])
    year = forms.IntegerField(
        label="年度",
        min_value=2018,
        max_value=2100,
        error_messages={**REQUIRED, "invalid": "请填四位数的年度。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    part = _choice("时段", [(one.value, label) for one, label in PART_LABELS.items()])
    due_on = DayField(label="自评截止")
    source = text_field("依据", 200, hint="分值是本局自己定的，写“本局自定”。")
    confidence = _choice("可靠程度", Confidence.choices)
    copy_of = _choice("照抄以前的", [], required=False, hint="抄来以后可以再改。")

    def __init__(self, *args: Any, earlier: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["copy_of"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "不抄，从空白开始"), *earlier]

    def clean_copy_of(self) -> int | None:
        return int(self.cleaned_data["copy_of"]) if self.cleaned_data["copy_of"] else None


class TemplateItemForm(forms.Form):
    """One item of a list of points."""

    number = forms.IntegerField(
        label="序号",
        min_value=1,
        max_value=999,
        error_messages={**REQUIRED, "invalid": "请填数字。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    block = text_field("板块", 20, hint="例如：组织建设、服务功能、制度运行、工作成效。")
    text = text_field("要求", 200, lines=3)
    proof = text_field("要什么佐证", 100, required=False)
    most = _points("分值", Decimal(100))


class ScoreForm(forms.Form):
    """What a station makes of one item."""

    told = text_field("为什么得这些分", 200, hint="一句话：做了什么，有什么台账。", lines=3)
    papers = FilesField(label="佐证", required=False, help_text=FILES)

    def __init__(self, *args: Any, most: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"] = _points("自评得分", most)
        self.order_fields(["points", "told", "papers"])


class BackForm(forms.Form):
    """Why it goes back."""

    why = text_field("退回的原因", 200, hint="站里会看到：哪一项、要补什么。", lines=3)


class CheckForm(forms.Form):
    """Points of every item as the level above has them; begins with the station's own."""

    def __init__(self, *args: Any, items: list[ItemShown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            name = f"第 {item.number} 项核定得分"
            self.fields[f"points_{item.item_id}"] = _points(name, item.most)
            self.initial.setdefault(f"points_{item.item_id}", item.points)
            self.fields[f"note_{item.item_id}"] = text_field(
                f"第 {item.number} 项与自评不同的原因", 200, required=False
            )

    def rows(self) -> list[tuple[ItemShown, Any, Any]]:
        """Each item with its two fields."""
        return [
            (item, self[f"points_{item.item_id}"], self[f"note_{item.item_id}"])
            for item in self.items
        ]
