"""A batch that goes to the bank in parts: choosing them, and what is not exported yet."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin.forms import LayoutForm
from support_services.subsidies.services import bank
from support_services.subsidies.states import SPLIT_LABELS, SPLIT_NOUNS, Split
from veterans.accounts.bureau_pages import actor, address
from veterans.foundation.money import ZERO, yuan_text

SAME = "same"


class PartsForm(LayoutForm):
    """Which parts go out, and in which layout."""

    parts = forms.MultipleChoiceField(
        label="导出哪些部分",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个部分。"},
    )
    by = forms.CharField(widget=forms.HiddenInput)
    field_order = ("parts", "layout", "by")

    def __init__(
        self,
        *args: Any,
        layouts: list[tuple[str, str]],
        parts: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, layouts=layouts, **kwargs)
        field = self.fields["parts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = parts


def way_asked(request: HttpRequest, batch: Any) -> Split:
    """How the batch is split, or else how the person asks to split it; by town at first."""
    settled = bank.split_of_batch(batch)
    if settled is not None:
        return settled
    asked = request.POST.get("by") or request.GET.get("by", "")
    return Split(asked) if asked in list(Split) else Split.TOWN


def export_form(request: HttpRequest, batch: Any) -> forms.Form:
    """The parts that wait for their first file, all of them ticked."""
    way = way_asked(request, batch)
    waiting = [part for part in bank.parts_of(batch, way) if part.to_export]
    layouts = selectors.layout_names()
    files = selectors.files_of(batch)
    last = files[-1].file.layout.code if files else (layouts[0][0] if layouts else "")
    return _form(request, way, layouts, last, [(p, p.fresh_count, p.fresh) for p in waiting])


def reissue_form(request: HttpRequest, batch: Any) -> forms.Form:
    """The parts of which something can be sent again; one of them ticked where a file asked."""
    way = way_asked(request, batch)
    waiting = [part for part in bank.parts_of(batch, way) if part.to_reissue]
    layouts = [(SAME, "与各部分上一份文件相同"), *selectors.layout_names()]
    return _form(
        request,
        way,
        layouts,
        SAME,
        [(p, p.to_reissue, p.tried + (p.fresh if p.file is not None else ZERO)) for p in waiting],
    )


def _form(
    request: HttpRequest,
    way: Split,
    layouts: list[tuple[str, str]],
    last: str,
    waiting: list[tuple[bank.Part, int, Any]],
) -> forms.Form:
    asked = request.GET.get("part", "")
    codes = [part.code for part, _, _ in waiting]
    form = PartsForm(
        request.POST or None,
        layouts=layouts,
        parts=[
            (part.code, f"{part.name}　{count:,} 笔，{yuan_text(amount)} 元")
            for part, count, amount in waiting
        ],
        initial={
            "by": way.value,
            "parts": [asked] if asked in codes else codes,
            "layout": last,
        },
    )
    form.fields["parts"].label = f"哪些{SPLIT_NOUNS[way]}"
    if not waiting:
        form.fields["parts"].help_text = "现在没有可以导出的部分。"
    elif way == Split.BANK:
        form.fields[
            "parts"
        ].help_text = "按账户上登记的开户行名称分组；同一家银行写法不同的，分成不同的文件。"
    else:
        form.fields["parts"].help_text = "没有选的以后再导出，批次页会列出还没有导出的。"
    return form


def export_follows(batch: Any) -> list[str]:
    return [
        "每个部分生成一个文件，各有编号、笔数、合计，各自回盘；先存档再提供下载。",
        "一笔付款只在一个文件里。没有选的部分留着，以后再导出；都导出并回盘以后才能办结。",
        "导出以后本批不能作废，也不能改成整批或另一种分法导出。",
    ]


def tabs(request: HttpRequest, batch: Any) -> list[dict[str, Any]]:
    """The two ways to split, while none is chosen."""
    if bank.split_of_batch(batch) is not None:
        return []
    way = way_asked(request, batch)
    return [
        {
            "title": f"{SPLIT_LABELS[one]}导出",
            "url": address("batch_step", batch.pk, "export_part", by=one.value),
            "current": one == way,
        }
        for one in Split
    ]


def export(request: HttpRequest, batch: Any, data: dict[str, Any]) -> str:
    made = bank.export_parts(
        batch_id=batch.pk,
        layout=data["layout"],
        split=data["by"],
        part_codes=data["parts"],
        by=actor(request),
        at=timezone.now(),
    )
    return f"银行文件已生成：{_told(made)}"


def reissue(request: HttpRequest, batch: Any, data: dict[str, Any]) -> str:
    layout = data["layout"]
    made = bank.reissue_parts(
        batch_id=batch.pk,
        layout=None if layout == SAME else layout,
        part_codes=data.get("parts"),
        by=actor(request),
        at=timezone.now(),
    )
    return f"重新发放的文件已生成：{_told(made)}"


def _told(made: list[Any]) -> str:
    count = sum(file.line_count for file in made)
    total = sum((file.total for file in made), ZERO)
    if len(made) == 1:
        return f"{made[0].number}，{count:,} 笔，{yuan_text(total)} 元。"
    return f"{len(made)} 个文件，共 {count:,} 笔，{yuan_text(total)} 元。"


def parts(batch: Any, user: Any) -> dict[str, Any] | None:
    """How far a batch that goes out in parts is; None for one that goes out whole."""
    way = bank.split_of_batch(batch)
    if way is None:
        return None
    found = [part for part in bank.parts_of(batch, way) if part.code]
    waiting = [part for part in found if part.to_export]
    return {
        "way": SPLIT_LABELS[way],
        "noun": SPLIT_NOUNS[way],
        "by_bank": way == Split.BANK,
        "exported": sum(part.file is not None for part in found),
        "waiting": [
            {"name": part.name, "count": part.fresh_count, "amount": part.fresh} for part in waiting
        ],
        "count": sum(part.fresh_count for part in waiting),
        "amount": sum((part.fresh for part in waiting), ZERO),
        "url": (
            address("batch_step", batch.pk, "export_part")
            if waiting and user.may("bank.exchange")
            else ""
        ),
    }
