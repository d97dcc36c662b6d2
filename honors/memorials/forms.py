"""What is filled in for the memorials. Checks of form only; services decide."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from honors.memorials import selectors
from honors.memorials.states import (
    BURIAL_LABELS,
    GRADE_LABELS,
    GRAVE_LABELS,
    KIND_LABELS,
    LEVEL_LABELS,
    ORGANISER_LABELS,
    SEX_LABELS,
    SOURCE_LABELS,
    STATE_LABELS,
    TRUST_LABELS,
    What,
)
from veterans.accounts.models import User
from veterans.foundation.attachments import ACCEPT
from veterans.foundation.errors import Refused
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.foundation.months import parse_month
from veterans.regions.selectors import place_choices, towns_visible_to

_LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。"}
_NUMBER = {**REQUIRED, "invalid": "请填数字。", "min_value": "数字太小了。"}
HOURS = [("", "请选择")]
HOURS += [(f"{hour:02d}:{minute:02d}",) * 2 for hour in range(5, 22) for minute in (0, 30)]


def _choice(label: str, labels: Any, *, required: bool = True, hint: str = "") -> forms.ChoiceField:
    listed = [(str(code), word) for code, word in dict(labels).items()]
    return forms.ChoiceField(
        label=label,
        required=required,
        choices=[("", "请选择" if required else "不选"), *listed],
        error_messages=_LISTED,
        help_text=hint,
    )


def _whole(label: str, *, most: int = 100000, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        help_text=hint,
        error_messages={**_NUMBER, "max_value": f"最多 {most}。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def _money(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=12,
        decimal_places=2,
        min_value=0,
        error_messages={
            **_NUMBER,
            "max_decimal_places": "最多两位小数。",
            "max_digits": "金额太大了，请核对。",
            "max_whole_digits": "金额太大了，请核对。",
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def _photo(label: str = "照片") -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        help_text="加密保存，不公布。",
        error_messages={"empty": "文件是空的，请重新拍照。"},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


def _hour(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M"],
        error_messages={**REQUIRED, "invalid": "请写成 09:30 这样。"},
        widget=forms.Select(choices=HOURS),
    )


class UserForm(forms.Form):
    """A form whose lists are those of the reader's area."""

    def __init__(self, *args: Any, user: User, key: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        lists: dict[str, Iterable[Any]] = {}
        if "region" in self.fields:
            lists["region"] = place_choices(user if user.is_station else None)
        if "facility" in self.fields:
            lists["facility"] = selectors.facility_choices(user)
        if "grave" in self.fields:
            lists["grave"] = selectors.grave_choices()
        if "survivor" in self.fields:
            lists["survivor"] = selectors.survivor_links(user)
        if isinstance(self.fields.get("finding"), forms.ChoiceField) and key is not None:
            found = selectors.open_findings(key).filter(repair__isnull=True)
            lists["finding"] = [(one.pk, str(one)) for one in found]
        for name, listed in lists.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "请选择" if field.required else "不选"), *listed]


class MartyrForm(UserForm):
    name = text_field("姓名", 40)
    sex = _choice("性别", SEX_LABELS)
    born_on = DayField(label="出生日期", required=False)
    born = text_field("出生（只知大概的）", 20, required=False, hint="例如：1921 年。")
    died_on = DayField(label="牺牲日期", required=False)
    died = text_field("牺牲（只知大概的）", 20, required=False, hint="例如：1948 年冬。")
    region = _choice("籍贯（本区的）", {}, required=False)
    native_place = text_field("籍贯（不在本区的，或旧地名）", 60, required=False)
    force = text_field("生前军兵种、组织", 40, required=False, hint="不写部队番号、代号。")
    rank = text_field("生前职务", 30, required=False)
    deeds = text_field(
        "事迹", 3000, required=False, lines=8, hint="每段一行。不写在世的人的姓名、住址。"
    )
    certificate_no = text_field("烈士证明书编号", 40, required=False)
    approved_by_whom = text_field("批准机关", 60, required=False)
    burial = _choice("安葬地", BURIAL_LABELS)
    facility = _choice("安葬设施（本地）", {}, required=False)
    grave = _choice("墓位（本地）", {}, required=False)
    burial_place = text_field("安葬在外地的，在哪里", 80, required=False)


class SourceForm(UserForm):
    kind = _choice("种类", SOURCE_LABELS)
    title = text_field("出处", 120, hint="例如：区志第三卷第 120 页。")
    says = text_field("说明什么", 200, required=False)
    trust = _choice("把握", TRUST_LABELS)


class SurvivorForm(UserForm):
    number = forms.CharField(
        label="身份证号",
        max_length=24,
        help_text="只用来找档案，不保存。",
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    relation = text_field("是烈士的", 20, hint="例如：女儿、弟弟。")


class FacilityForm(UserForm):
    name = text_field("名称", 60, hint="核准在册以后，名称只能由省级批准变更。")
    level = _choice("保护级别", LEVEL_LABELS)
    kind = _choice("种类", KIND_LABELS)
    region = _choice("所在地", {})
    address = text_field("位置", 120, hint="怎么走、在哪条路边。")
    keeper = text_field("保护单位", 60)
    phone = text_field("联系电话", 30, required=False, hint="固定电话，居民会看到。")
    range_told = text_field("保护范围", 200, required=False)
    sign = text_field("保护标志", 120, required=False, hint="在哪里、哪年立的。")
    opens_at = _hour("开放自")
    closes_at = _hour("开放至")
    capacity = _whole("同时最多人数")
    notice = text_field("给来祭扫的人的话", 200, required=False, hint="例如：不烧纸，可以献花。")


class RenameForm(UserForm):
    new = text_field("新名称", 60)
    authority = text_field("批准机关", 60, hint="名称变更由省级批准，例如：省退役军人事务厅。")
    document_no = text_field("批准文号", 60)
    decided_on = DayField(label="批准日期")


class GraveForm(UserForm):
    number = text_field("编号", 20)
    kind = _choice("种类", {**GRAVE_LABELS, "other": "其他人的墓"}, hint="设施内只能安葬烈士。")
    inscription = text_field("碑文", 200, required=False)


class InspectForm(UserForm):
    done_on = DayField(label="检查日期", initial=timezone.localdate)
    text = text_field(
        "检查情况", 500, lines=3, hint="墓、碑、字迹、道路、卫生、消防、标志，看到什么写什么。"
    )
    finding = text_field("发现的问题", 300, required=False, hint="没有问题的不填。")
    grade = _choice("问题的程度", GRADE_LABELS, required=False)
    finding_2 = text_field("第二个问题", 300, required=False)
    grade_2 = _choice("第二个问题的程度", GRADE_LABELS, required=False)
    photo = _photo("照片一")
    photo_2 = _photo("照片二")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for told, grade in (("finding", "grade"), ("finding_2", "grade_2")):
            if data.get(told) and not data.get(grade):
                self.add_error(grade, "写了问题的，请选程度。")
        return data


class RepairForm(UserForm):
    finding = _choice("检查发现的问题", {}, required=False)
    title = text_field("项目", 80)
    told = text_field("修什么、怎么修", 500, lines=3, hint="保持原样；不改名称、不移碑。")
    budget = _money("预算（元）")
    until = DayField(label="完工期限")


class QuoteForm(UserForm):
    firm = text_field("报价单位", 60)
    amount = _money("报价（元）")


class ProgressForm(UserForm):
    on = DayField(label="日期", initial=timezone.localdate)
    percent = forms.IntegerField(
        label="完成（%）",
        min_value=0,
        max_value=100,
        error_messages={**_NUMBER, "max_value": "最多 100。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    text = text_field("进展", 300)
    photo = _photo()


class CostForm(UserForm):
    cost = _money("结算（元）")


class RemainsForm(UserForm):
    region = _choice("在哪个镇、村", {})
    place = text_field("具体位置", 120, hint="旁边有什么，怎么找到。")
    found_on = DayField(label="发现日期", initial=timezone.localdate)
    found_time = forms.TimeField(
        label="发现时间",
        input_formats=["%H:%M"],
        error_messages={**REQUIRED, "invalid": "请写成 09:30 这样。"},
        widget=forms.TimeInput(attrs={"placeholder": "例如 09:30"}, format="%H:%M"),
    )
    told = text_field("情况", 500, lines=3, hint="保护好现场，不要移动、不要拍照外传。")
    photo = _photo("现场照片")


class SlotForm(forms.Form):
    """A day with a first and a last hour, as people think of it."""

    on = DayField(label="哪一天")
    begin = _hour("几点开始")
    end = _hour("几点结束")

    def slot(self) -> tuple[datetime, datetime]:
        data: dict[str, Any] = self.cleaned_data
        first, last = (
            timezone.make_aware(datetime.combine(data["on"], data[name]))
            for name in ("begin", "end")
        )
        return first, last


class CeremonyForm(SlotForm, UserForm):
    facility = _choice("到哪里", {})
    title = text_field("活动", 60, hint="例如：清明祭扫、入队仪式。")
    organiser = _choice("谁来办", ORGANISER_LABELS)
    unit = text_field("单位、学校名称", 60, required=False, hint="居民自己来的不填。")
    contact = text_field("联系人", 40)
    phone = text_field("电话", 30)
    people = _whole("预计人数", most=100000)
    field_order = (
        *("facility", "on", "begin", "end", "title", "organiser"),
        *("unit", "people", "contact", "phone"),
    )


class HeldForm(UserForm):
    came = _whole("实到人数")
    report = text_field("做了什么", 300, lines=2, hint="例如：敬献花篮、默哀、重温誓词。")


class TripForm(UserForm):
    survivor = _choice("遗属", {}, hint="只列出登记为烈士遗属的人。")
    to_place = text_field("去哪里", 80, hint="省、市、县和陵园。")
    to_bureau = text_field("当地退役军人事务部门", 60, hint="介绍信写给它。")
    from_on = DayField(label="去程日期")
    until_on = DayField(label="回程日期")
    people = _whole("同行人数（含本人）", most=20)
    told = text_field("说明", 200, required=False, hint="例如：需要轮椅、接站。不写病情。")


class CheckForm(UserForm):
    month = forms.CharField(
        label="发放月",
        help_text="在哪个月的批次发放，例如 2026-12。",
        error_messages=REQUIRED,
        max_length=7,
    )
    document_no = text_field("文号", 80, required=False)

    def clean_month(self) -> date:
        try:
            return parse_month(self.cleaned_data["month"].strip())
        except (Refused, ValueError):
            raise forms.ValidationError("请写成年-月，例如 2026-12。") from None


class OutcomeForm(UserForm):
    outcome = text_field("结果", 300, lines=2)


class GuestForm(UserForm):
    facility = _choice("到哪里", {})
    come_from = text_field("从哪里来", 60)
    contact = text_field("来人姓名", 40)
    phone = text_field("电话", 30, required=False)
    martyr_name = text_field("来看哪位烈士", 40)
    on = DayField(label="日期")
    people = _whole("人数", most=100)
    transport = text_field("接送", 120, required=False, hint="车站、时间、谁去接。")
    lodging = text_field("食宿", 120, required=False)


class ReportForm(UserForm):
    report = text_field("接待情况", 300, lines=2)


class WhyForm(UserForm):
    why = text_field("原因、结果", 300, lines=2)


class Filter(forms.Form):
    """Narrowing a list."""

    q = forms.CharField(label="关键词", max_length=40, required=False)
    state = forms.ChoiceField(label="状态", required=False)
    town = forms.ChoiceField(label="镇街", required=False)
    month = forms.CharField(label="月份", max_length=7, required=False)

    def __init__(self, *args: Any, user: User, what: What, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = {
            "state": [(str(one), label) for one, (label, _) in STATE_LABELS[what].items()],
            "town": list(towns_visible_to(user).values_list("path", "name")),
        }
        for name, listed in lists.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "全部"), *listed]
        if what not in selectors.DAYS:
            del self.fields["month"]
        else:
            self.fields["month"].widget.attrs["placeholder"] = "例如 2026-04"

    def asked(self) -> dict[str, Any]:
        """What the selectors take; what does not fit narrows nothing."""
        self.is_valid()
        found: dict[str, Any] = {
            name: self.cleaned_data.get(name) or "" for name in ("q", "state", "town")
        }
        try:
            text = self.cleaned_data.get("month") or ""
            found["month"] = parse_month(text) if text else None
        except (Refused, ValueError):
            found["month"] = None
        return found
