"""What is filled in for martyrs, facilities and repairs. Checks of form only; services decide."""

from typing import Any

from django import forms
from django.utils import timezone

from honors.memorials import selectors
from honors.memorials.form_parts import (
    LISTED,
    NUMBER,
    UserForm,
    a_photo,
    an_hour,
    choice,
    fill,
    whole,
    yuan,
)
from honors.memorials.models.days import closures
from honors.memorials.states import (
    BURIAL_LABELS,
    GRADE_LABELS,
    GRAVE_LABELS,
    KIND_LABELS,
    LEVEL_LABELS,
    SEX_LABELS,
    SOURCE_LABELS,
    TRUST_LABELS,
)
from veterans.foundation.form_fields import REQUIRED, DayField, text_field


class MartyrForm(UserForm):
    name = text_field("姓名", 40)
    sex = choice("性别", SEX_LABELS)
    born_on = DayField(label="出生日期", required=False)
    born = text_field("出生（只知大概的）", 20, required=False, hint="例如：1921 年。")
    died_on = DayField(label="牺牲日期", required=False)
    died = text_field("牺牲（只知大概的）", 20, required=False, hint="例如：1948 年冬。")
    region = choice("籍贯（本区的）", {}, required=False)
    native_place = text_field("籍贯（不在本区的，或旧地名）", 60, required=False)
    force = text_field("生前军兵种、组织", 40, required=False, hint="不写部队番号、代号。")
    rank = text_field("生前职务", 30, required=False)
    deeds = text_field(
        "事迹", 3000, required=False, lines=8, hint="每段一行。不写在世的人的姓名、住址。"
    )
    certificate_no = text_field("烈士证明书编号", 40, required=False)
    approved_by_whom = text_field("批准机关", 60, required=False)
    burial = choice("安葬地", BURIAL_LABELS)
    facility = choice("安葬设施（本地）", {}, required=False)
    grave = choice("墓位（本地）", {}, required=False)
    burial_place = text_field("安葬在外地的，在哪里", 80, required=False)


class SourceForm(UserForm):
    kind = choice("种类", SOURCE_LABELS)
    title = text_field("出处", 120, hint="例如：区志第三卷第 120 页。")
    says = text_field("说明什么", 200, required=False)
    trust = choice("把握", TRUST_LABELS)


class SurvivorForm(UserForm):
    number = forms.CharField(
        label="身份证号",
        max_length=24,
        help_text="只用来找档案，不保存。",
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    relation = text_field("是烈士的", 20, hint="例如：女儿、弟弟。")


class UnlinkForm(UserForm):
    """Says of each what hangs on the link."""

    link = choice("解除哪一位", {})
    why = text_field("原因", 200, hint="例如：登记错了；已去世。")

    def __init__(self, *args: Any, key: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, key=key, **kwargs)
        rows = selectors.links_of(key or 0).filter(ended_at__isnull=True)
        listed = [(str(one.pk), f"{_called(one)}{_hangs(one)}") for one in rows]
        fill(self, "link", listed, "没有登记遗属")

    def clean_link(self) -> int:
        return int(self.cleaned_data["link"])


class RelinkForm(UserForm):
    link = choice("恢复哪一位", {})

    def __init__(self, *args: Any, key: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, key=key, **kwargs)
        rows = list(selectors.links_of(key or 0))
        stands = {one.person_id for one in rows if one.ended_at is None}
        # The last of each, where somebody was unlinked more than once.
        ended = {one.person_id: one for one in rows if one.person_id not in stands}
        listed = [(str(one.pk), f"{_called(one)}，{one.ended_why}") for one in ended.values()]
        fill(self, "link", listed, "没有解除过的遗属")

    def clean_link(self) -> int:
        return int(self.cleaned_data["link"])


def _called(one: Any) -> str:
    return f"{one.person.name}（{one.relation}）"


def _hangs(one: Any) -> str:
    if one.open_trips:
        return f"：有 {one.open_trips} 份异地祭扫没办完，办结以后才能解除"
    return "：没有没办完的异地祭扫"


class FacilityForm(UserForm):
    name = text_field("名称", 60, hint="核准在册以后，名称只能由省级批准变更。")
    level = choice("保护级别", LEVEL_LABELS)
    kind = choice("种类", KIND_LABELS)
    region = choice("所在地", {})
    address = text_field("位置", 120, hint="怎么走、在哪条路边。")
    keeper = text_field("保护单位", 60)
    phone = text_field("联系电话", 30, required=False, hint="固定电话，居民会看到。")
    range_told = text_field("保护范围", 200, required=False)
    sign = text_field("保护标志", 120, required=False, hint="在哪里、哪年立的。")
    opens_at = an_hour("开放自")
    closes_at = an_hour("开放至")
    capacity = whole("同时最多人数")
    notice = text_field("给来祭扫的人的话", 200, required=False, hint="例如：不烧纸，可以献花。")


class ClosureForm(UserForm):
    first_on = DayField(label="从哪天")
    last_on = DayField(label="到哪天")
    why = text_field("原因", 60, hint="居民会看到，例如：修缮、大雪。")


class ReopenForm(UserForm):
    closure = choice("恢复开放哪几天", {})

    def __init__(self, *args: Any, key: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, key=key, **kwargs)
        rows = closures(key or 0, since=timezone.localdate())
        fill(self, "closure", [(str(one.pk), str(one)) for one in rows], "现在没有登记不开放")

    def clean_closure(self) -> int:
        return int(self.cleaned_data["closure"])


class RenameForm(UserForm):
    new = text_field("新名称", 60)
    authority = text_field("批准机关", 60, hint="名称变更由省级批准，例如：省退役军人事务厅。")
    document_no = text_field("批准文号", 60)
    decided_on = DayField(label="批准日期")


class GraveForm(UserForm):
    number = text_field("编号", 20)
    kind = choice("种类", {**GRAVE_LABELS, "other": "其他人的墓"}, hint="设施内只能安葬烈士。")
    inscription = text_field("碑文", 200, required=False)


class InspectForm(UserForm):
    done_on = DayField(label="检查日期", initial=timezone.localdate)
    text = text_field(
        "检查情况", 500, lines=3, hint="墓、碑、字迹、道路、卫生、消防、标志，看到什么写什么。"
    )
    finding = text_field("发现的问题", 300, required=False, hint="没有问题的不填。")
    grade = choice("问题的程度", GRADE_LABELS, required=False)
    finding_2 = text_field("第二个问题", 300, required=False)
    grade_2 = choice("第二个问题的程度", GRADE_LABELS, required=False)
    mended = forms.MultipleChoiceField(
        label="以前的问题，这次看已经修好的",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=LISTED,
        help_text="只列出程度是“一般”、没有在修缮的；别的要提出修缮，由另一人验收。",
    )
    photo = a_photo("照片一")
    photo_2 = a_photo("照片二")
    field_order = ("done_on", "text", "mended")

    def __init__(self, *args: Any, key: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, key=key, **kwargs)
        rows = selectors.minor_findings(key or 0).select_related("inspection")
        listed = [(str(one.pk), f"{one}（{one.inspection.done_on} 发现）") for one in rows]
        field = self.fields["mended"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = listed
        if not listed:
            del self.fields["mended"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for told, grade in (("finding", "grade"), ("finding_2", "grade_2")):
            if data.get(told) and not data.get(grade):
                self.add_error(grade, "写了问题的，请选程度。")
        return data


class RepairForm(UserForm):
    finding = choice("检查发现的问题", {}, required=False)
    title = text_field("项目", 80)
    told = text_field("修什么、怎么修", 500, lines=3, hint="保持原样；不改名称、不移碑。")
    budget = yuan("预算（元）")
    until = DayField(label="完工期限")


class QuoteForm(UserForm):
    firm = text_field("报价单位", 60)
    amount = yuan("报价（元）")


class ProgressForm(UserForm):
    on = DayField(label="日期", initial=timezone.localdate)
    percent = forms.IntegerField(
        label="完成（%）",
        min_value=0,
        max_value=100,
        error_messages={**NUMBER, "max_value": "最多 100。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    text = text_field("进展", 300)
    photo = a_photo()


class CostForm(UserForm):
    cost = yuan("结算（元）")


class RemainsForm(UserForm):
    region = choice("在哪个镇、村", {})
    place = text_field("具体位置", 120, hint="旁边有什么，怎么找到。")
    found_on = DayField(label="发现日期", initial=timezone.localdate)
    found_time = forms.TimeField(
        label="发现时间",
        input_formats=["%H:%M"],
        error_messages={**REQUIRED, "invalid": "请写成 09:30 这样。"},
        widget=forms.TimeInput(attrs={"placeholder": "例如 09:30"}, format="%H:%M"),
    )
    told = text_field("情况", 500, lines=3, hint="保护好现场，不要移动、不要拍照外传。")
    photo = a_photo("现场照片")
