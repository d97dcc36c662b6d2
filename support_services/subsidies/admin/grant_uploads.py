"""核发名单: a list of grants from a spreadsheet. Looked at first, then entered as drafts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies.admin.grants import LIST
from support_services.subsidies.admin.showing import home
from support_services.subsidies.grant_states import GrantKind, GrantState
from support_services.subsidies.selectors.grants import grant_kinds
from support_services.subsidies.services import grant_lists
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.foundation import waiting_uploads
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_id_number
from veterans.foundation.money import yuan_text
from veterans.foundation.months import month_cn, parse_month
from veterans.foundation.table_files import XLSX_TYPE, form_bytes

PURPOSE = "grants"
NAMED = 100
NEW = "录入核发名单"


class GrantListForm(forms.Form):
    """Which kind of money the list is about, and the list."""

    kind = forms.ChoiceField(
        label="种类", widget=forms.RadioSelect, error_messages={"required": "请选择种类。"}
    )
    document_no = forms.CharField(
        label="文号",
        max_length=80,
        required=False,
        help_text="名单里另写了文号的，以名单为准。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    file = forms.FileField(
        label="名单文件",
        help_text=f"用空白表填好的名单，首行为列名；一次最多 {grant_lists.MOST_LINES:,} 行。",
        error_messages={"required": "请选择名单文件。", "empty": "文件是空的，请重新选择。"},
    )

    def __init__(self, kinds: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


def upload(request: HttpRequest) -> HttpResponse:
    """Take a list in, without entering it, and go on to what it would enter."""
    user, now, kinds = actor(request), timezone.now(), grant_kinds()
    form = GrantListForm(kinds, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, kind = form.cleaned_data["file"], GrantKind(form.cleaned_data["kind"])
        document_no = form.cleaned_data["document_no"].strip()
        content = file.read()
        try:
            # Refused now rather than after it was sealed away.
            grant_lists.preview_list(**_asked(content, kind, document_no, request))
        except Refused as refusal:
            for line in str(refusal).split("\n"):
                form.add_error("file", line)
        else:
            token = waiting_uploads.keep(
                purpose=PURPOSE,
                content=content,
                filename=file.name,
                said=(kind.value, document_no),
                user_id=user.pk,
                at=now,
            )
            return HttpResponseRedirect(address("grants_preview", token))
    return page(
        request,
        "bureau/list_upload.html",
        title=NEW,
        crumbs=(crumb(LIST, "grants"),),
        intro="每行一项，先看金额，再录入，等另一人批准；有一行不合格，整份不录入，并写明哪一行、怎么改。",
        templates=[
            {"label": label, "url": address("grants_template", code)} for code, label in kinds
        ],
        form=form,
        cancel_url=address("grants"),
    )


def _asked(
    content: bytes, kind: GrantKind, document_no: str, request: HttpRequest
) -> dict[str, Any]:
    return {
        "kind": kind,
        "rows": grant_lists.read_list(content, kind),
        "document_no": document_no,
        "by": actor(request),
        "at": timezone.now(),
        "today": timezone.localdate(),
    }


def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Every line with its sum (GET); enter them all (POST)."""
    try:
        waiting = waiting_uploads.find(purpose=PURPOSE, token=token, user_id=actor(request).pk)
        code, document_no = waiting.said
        kind = GrantKind(code)
        asked = _asked(waiting.content, kind, document_no, request)
        if request.method == "POST":
            done = grant_lists.enter_list(**asked)
            waiting_uploads.discard(waiting)
            count = len(done.grants)
            messages.success(
                request, f"已录入 {count:,} 项，合计 {yuan_text(done.amount)} 元，等另一人批准。"
            )
            return HttpResponseRedirect(
                address("grants", kind=kind.value, state=GrantState.DRAFT.value)
            )
        found = grant_lists.preview_list(**asked)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(address("grants_new"))
    return page(
        request,
        "bureau/grant_list_preview.html",
        title="核发名单预览",
        crumbs=(crumb(LIST, "grants"), crumb(NEW, "grants_new")),
        upload={
            "file_name": waiting.stored.name,
            "kind": dict(grant_kinds())[kind.value],
            "document_no": document_no,
        },
        count=len(found.grants),
        amount=found.amount,
        named=NAMED,
        rows=[_row(grant) for grant in found.grants[:NAMED]],
        confirm={
            "question": f"录入这 {len(found.grants):,} 项，合计 {yuan_text(found.amount)} 元？",
            "consequences": [
                "录入后等另一人批准；批准以前可以逐项撤回。",
                "同一人同一年度、同一事由不会录入第二次。",
            ],
            "confirm_label": "确认录入",
            "cancel_url": address("grants_new"),
        },
    )


def _row(grant: Any) -> dict[str, Any]:
    return {
        "name": grant.person.name,
        "masked_id": mask_id_number(str(grant.person.id_number)),
        "village": home(grant.person.region),
        "occasion": grant.occasion,
        "amount": grant.amount,
        "document_no": grant.document_no,
        "months": "、".join(month_cn(parse_month(text)) for text in grant.inputs.get("months", ())),
        "url": address("person", grant.person_id),
    }


def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty workbook with the heads of one kind, and how to fill it in."""
    if kind not in dict(grant_kinds()):
        raise Http404
    heads = [
        grant_lists.WORDS[code]
        for code in (*grant_lists.COLUMNS[GrantKind(kind)], *grant_lists.OPTIONAL)
    ]
    content = form_bytes(heads, [(head, grant_lists.HINTS[head]) for head in heads])
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}.xlsx"'
    return response
