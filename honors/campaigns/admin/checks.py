"""联审: who has answered of whom, the list for each office, its answers taken in."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from honors.campaigns.admin.campaigns import ask, crumbs
from honors.campaigns.forms.screening import CheckListForm
from honors.campaigns.selectors.campaigns import campaign_visible_to, department_visible_to
from honors.campaigns.selectors.candidates import answers_of, candidates_visible_to
from honors.campaigns.services import checking
from honors.campaigns.showing import check_rows
from honors.campaigns.states import SCREEN, TAKING
from veterans.accounts.bureau_pages import actor, address, page
from veterans.accounts.deeds import Data, filled_in
from veterans.foundation.table_files import XLSX_TYPE


def checks(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Everybody who is asked about, office by office; what is missing is seen."""
    user = actor(request)
    found = campaign_visible_to(user, campaign_id)
    offices = list(found.departments.select_related("unit"))
    asked = [one.value for one in checking.ASKED]
    rows = list(
        candidates_visible_to(user)
        .filter(campaign=found, state__in=asked)
        .order_by("serial")
        .prefetch_related(
            "nominations__by_unit", "nominations__by_region", "nominations__by_person"
        )
    )
    answers = answers_of(rows)
    may = user.may(SCREEN) and found.state in TAKING
    return page(
        request,
        "bureau/campaign_checks.html",
        title=f"联审：{found.name}",
        crumbs=crumbs(found),
        check_by=found.check_by,
        offices=[
            {
                "name": one.name,
                "asks": one.asks,
                "missing": sum((row.pk, one.pk) not in answers for row in rows),
                "list_url": address("check_list", one.pk) if may and rows else "",
                "answers_url": address("check_answers", one.pk) if may and rows else "",
                "unit_url": address("unit", one.unit_id) if one.unit_id else "",
            }
            for one in offices
        ],
        rows=[{**row, "url": address("candidate", row["id"])} for row in
              check_rows(offices, rows, answers)],
        sees=user.may(SCREEN),
    )  # fmt: skip


def taken(request: HttpRequest, department_id: int) -> HttpResponse:
    """The list for one office; that it was taken along is on record."""
    name, content = checking.check_list(
        department_id=department_id, by=actor(request), at=timezone.now()
    )
    response = HttpResponse(content, content_type=XLSX_TYPE)
    headers = response.headers
    headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    headers["Cache-Control"] = "private, no-store"
    return response


def take_in(request: HttpRequest, department_id: int) -> HttpResponse:
    """What an office sent back."""
    user = actor(request)
    department = department_visible_to(user, department_id)
    campaign = department.campaign
    back = address("campaign_checks", campaign.pk)
    form = CheckListForm(
        request.POST or None, request.FILES or None, initial={"answered_on": timezone.localdate()}
    )

    def deed(data: Data) -> tuple[str, str]:
        said = checking.read_answers(campaign, data["file"].read())
        made = checking.take_in(
            department_id=department.pk,
            said=said,
            answered_on=data["answered_on"],
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"{department.name}：新收到 {made} 个人选的答复。", back

    return filled_in(request, form, deed) or ask(
        request,
        form,
        f"录入{department.name}的答复",
        campaign,
        intro="“不同意”的人选马上停下，原因只有初审的人看得到；改了答复的，再传一次。",
        about=[("请查", department.asks)],
        submit="核对并录入",
        back=back,
    )
