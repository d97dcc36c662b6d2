"""What is filled in for an honour, a title, a revocation. Checks of form only."""

from collections.abc import Iterable
from typing import Any

from django import forms

from honors.roll.rules import CITATION_LENGTH, NAME_LENGTH, STORY_LENGTH
from honors.roll.states import CONSENT_LABELS, EDITION_LABELS, KIND_LABELS, LEVEL_LABELS
from veterans.foundation.attachments import ACCEPT
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.regions.selectors import place_choices

_LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。"}


class RollFilter(forms.Form):
    """Narrowing the list of honours."""

    q = forms.CharField(label="姓名、事迹里的词、文号", max_length=40, required=False)
    title = forms.TypedChoiceField(label="荣誉称号", required=False, coerce=int, empty_value=None)
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    town = forms.ChoiceField(label="镇街", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部"),
            ("unfinished", "有没公布的"),
            *((code.value, label) for code, (label, _) in EDITION_LABELS.items()),
        ],
    )

    def __init__(
        self,
        *args: Any,
        titles: Iterable[tuple[int, str]],
        years: Iterable[int],
        towns: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, str]]] = {
            "title": [("", "全部称号"), *titles],
            "year": [("", "全部年度"), *((year, f"{year} 年度") for year in years)],
            "town": [("", "全部镇街"), *towns],
        }
        for name, listed in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = listed


class HonourForm(forms.Form):
    """Everything of an honour. ``number`` leads to a file and is not kept."""

    title = forms.TypedChoiceField(label="荣誉称号", coerce=int, error_messages=_LISTED)
    year = forms.IntegerField(
        label="年度",
        help_text="哪一年的荣誉，例如 2025。",
        error_messages={**REQUIRED, "invalid": "请填四位数的年份，例如 2025。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    conferred_on = DayField(label="表彰日期", required=False)
    document_no = text_field("表彰文号", 60, required=False, hint="表彰决定的文号。")
    kind = forms.ChoiceField(
        label="对象", choices=[("", "请选择"), *KIND_LABELS.items()], error_messages=_LISTED
    )
    name = text_field("公布的姓名、名称", NAME_LENGTH, hint="照表彰决定写；居民看到的就是这个。")
    number = forms.CharField(
        label="身份证号（有档案的）",
        max_length=24,
        required=False,
        help_text="个人、家庭在本局有档案的，填了就连到他的档案；只用来找档案，不保存、不公布。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    region = forms.ChoiceField(
        label="来自", error_messages=_LISTED, help_text="公布到镇街、村居为止，不写门牌。"
    )
    citation = text_field(
        "事迹简介",
        CITATION_LENGTH,
        lines=4,
        hint="不超过 300 字。不写部队番号、代号，不写病情、号码、住址。",
    )
    story = text_field(
        "事迹全文", STORY_LENGTH, required=False, lines=10, hint="可以不写；每段一行。"
    )
    consent = forms.ChoiceField(
        label="谁同意公布",
        required=False,
        choices=[("", "还没有同意"), *CONSENT_LABELS.items()],
        help_text="没有同意的可以先存草稿，不能审核、公布。现役军人要有所在部队同意；已去世的由近亲属同意。",
    )
    consent_on = DayField(label="同意书上的日期", required=False)
    consent_note = text_field(
        "同意书编号、存放", 80, required=False, hint="例如：2026-17 号，在档案室。"
    )
    consent_file = forms.FileField(
        label="同意书照片或扫描件",
        required=False,
        help_text="加密保存，不公布，每次查看都有记录。",
        error_messages={"empty": "文件是空的，请重新拍照。"},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(
        self, *args: Any, titles: Iterable[tuple[int, str]], linked: str = "", **kwargs: Any
    ) -> None:
        """``linked``: whose file it is linked to already; then it can be let go of."""
        super().__init__(*args, **kwargs)
        for name, listed in (("title", titles), ("region", place_choices())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "请选择"), *listed]
        if linked:
            self.fields["number"].help_text = f"已连到{linked}的档案；要换成别人的才填。"
            self.fields["unlink"] = forms.BooleanField(
                label=f"不再连到{linked}的档案", required=False
            )
            self.order_fields([*list(self.fields)[:7], "unlink"])


class TitleForm(forms.Form):
    """A title: what it is called, who confers it."""

    name = text_field("名称", 40, hint="例如：最美退役军人。")
    level = forms.ChoiceField(
        label="级别", choices=[("", "请选择"), *LEVEL_LABELS.items()], error_messages=_LISTED
    )
    body = text_field("授予单位", 80, hint="例如：区委宣传部、区退役军人事务局。")
    note = text_field("给工作人员的说明", 200, required=False, hint="只有工作人员看得到。")


class WhyForm(forms.Form):
    """Why something goes back, or off the roll."""

    why = text_field("原因", 200)


class RevocationForm(forms.Form):
    """By which decision an honour is revoked."""

    document_no = text_field("撤销决定的文号", 60, hint="居民会看到文号和日期。")
    decided_on = DayField(label="决定日期")
    why = text_field("撤销原因", 200, lines=2, hint="只有工作人员看得到。")
