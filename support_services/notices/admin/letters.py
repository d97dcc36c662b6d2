"""Letters for those whom no message reaches: a list to print, to mark and to carry round."""

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone

from support_services.notices.admin import showing
from support_services.notices.admin.forms import LetterFilter, asked
from support_services.notices.selectors import outbox as selectors
from support_services.notices.services import handling, letter_papers
from support_services.notices.states import NOTICE_MOVES, NOTICE_VERB_LABELS
from support_services.notices.texts import text_of
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.deeds import Data, doer, done, turned_back
from veterans.foundation.table_files import XLSX_TYPE
from veterans.regions.selectors import place_name, towns_visible_to

PER_PAGE = 100
PRINTED = 500
_NEXT = {"waiting": "print", "printed": "hand_over"}
_FOLLOWS = {
    "print": ("这些通知转到“已打印”，通知内容按今天的定下来，不再变。",),
    "hand_over": ("这些通知记为已送达，办完。",),
}


def _asked(request: HttpRequest) -> tuple[LetterFilter, str, str]:
    form = LetterFilter(request.GET, towns=list(towns_visible_to(actor(request))))
    wanted = asked(form)
    return form, wanted["stand"] or "waiting", wanted["town"]


def letters(request: HttpRequest) -> HttpResponse:
    """The list, by place and name."""
    user = actor(request)
    form, stand, town = _asked(request)
    verb = _NEXT[stand]
    may = user.may("notices.letters")
    return page(
        request,
        "bureau/letters.html",
        title="书面通知",
        crumbs=showing.crumbs(),
        tabs=showing.tabs("letters", user),
        stands=[
            {
                "title": title,
                "url": address("letters", stand=code, town=town),
                "current": code == stand,
                "count": selectors.letters(user, stand=code, town=town).count(),
            }
            for code, title in (("waiting", "待打印"), ("printed", "已打印，待送达"))
        ],
        filter_form=form,
        filtered=bool(town),
        stand=stand,
        page_obj=paged(
            request,
            selectors.letters(user, stand=stand, town=town),
            showing.notice_row,
            per_page=PER_PAGE,
        ),
        mark_url=address("letters_mark", verb) if may else "",
        mark_label=NOTICE_VERB_LABELS[verb],
        print_url=address("letters_print", stand=stand, town=town) if may else "",
        export_url=address("letters_file", stand=stand, town=town) if may else "",
    )


def letters_print(request: HttpRequest) -> HttpResponse:
    """The letters themselves, one under the other, to cut or to fold."""
    user = actor(request)
    _, stand, town = _asked(request)
    found = selectors.letters(user, stand=stand, town=town)
    rows = list(found[:PRINTED])
    return page(
        request,
        "bureau/letters_print.html",
        title="书面通知",
        crumbs=showing.crumbs(crumb("书面通知", "letters")),
        rows=[
            {
                "name": one.person.name if one.person else "",
                "place": place_name(one.region) if one.region else "",
                "title": one.title,
                "text": text_of(one),
            }
            for one in rows
        ],
        cut_off=max(0, found.count() - len(rows)),
        back_url=address("letters", stand=stand, town=town),
        printed_at=timezone.localtime(),
    )


def letters_file(request: HttpRequest) -> HttpResponseBase:
    """The same list as a workbook; that it was taken is on record."""
    _, stand, town = _asked(request)
    back = address("letters", stand=stand, town=town)
    if not selectors.letters(actor(request), stand=stand, town=town).exists():
        return turned_back(request, "清单是空的，没有可以导出的。", back)
    made = letter_papers.export_letters(
        stand=stand, town=town, by=actor(request), at=timezone.now()
    )
    return FileResponse(
        io.BytesIO(made.content), as_attachment=True, filename=made.name, content_type=XLSX_TYPE
    )


def mark(request: HttpRequest, verb: str) -> HttpResponse:
    """Printed, or handed over: what was ticked comes by POST, is shown, and then confirmed."""
    if verb not in _FOLLOWS:
        raise Http404
    label = NOTICE_VERB_LABELS[verb]
    user = doer(request, NOTICE_MOVES[verb][2], label)
    stand = {move: name for name, move in _NEXT.items()}[verb]
    back = address("letters", stand=stand)
    if request.method != "POST":
        return HttpResponseRedirect(back)
    ids = [int(one) for one in request.POST.getlist("notice") if one.isascii() and one.isdigit()]
    if not ids:
        messages.warning(request, "没有选中任何一条，请先勾选。")
        return HttpResponseRedirect(back)
    run = {"print": handling.mark_printed, "hand_over": handling.mark_handed_over}

    def deed(data: Data) -> str:
        count = run[verb](notice_ids=ids, by=user, at=timezone.now())
        return f"{count:,} 份已{label}。"

    if "confirmed" in request.POST and (answer := done(request, deed, back=back)):
        return answer
    rows = list(selectors.letters(user, stand=stand).filter(pk__in=ids))
    return page(
        request,
        "bureau/letters_mark.html",
        title=label,
        crumbs=showing.crumbs(crumb("书面通知", "letters")),
        question=f"把 {len(rows):,} 份书面通知{label}？",
        consequences=list(_FOLLOWS[verb]),
        ids=[one.pk for one in rows],
        rows=[showing.notice_row(one) for one in rows[:PER_PAGE]],
        more=max(0, len(rows) - PER_PAGE),
        confirm_label=f"确认{label}",
        cancel_url=back,
    )
