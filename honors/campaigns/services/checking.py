"""联审: a list for every office, its answers taken in or given by its own link. One no stops, and
why is told to nobody but whoever screens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from honors.campaigns.models import Campaign, Candidate, CheckAnswer, Department
from honors.campaigns.selectors.campaigns import department_visible_to
from honors.campaigns.services.recording import checked, of_campaign
from honors.campaigns.services.screening import settle
from honors.campaigns.states import SCREEN, CampaignState, CandidateState
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.foundation.sheets import read_sheet
from veterans.foundation.table_files import form_bytes
from veterans.registry.rules import clean_name

COLUMNS = {"serial": "编号", "name": "姓名", "result": "结果", "why": "情况"}
EXTRA = {"number": "身份证号", "place": "来自", "work": "所在单位"}
CLEAR, NOT_CLEAR = "无影响", "不同意"
MOST = 500
OVER = "联审已经结束，不再接收答复。"
# Who is asked about: whoever passed, and whoever an office has said no of, which it may correct.
ASKED = (CandidateState.ELIGIBLE, CandidateState.CLEARED, CandidateState.VETOED)


@dataclass(frozen=True)
class Said:
    """What an office says of one: clear, or not and why."""

    is_clear: bool
    why: str = ""


def asked_of(campaign: Campaign) -> list[Candidate]:
    """Whom every office of a campaign is asked about."""
    rows = campaign.candidates.filter(state__in=[one.value for one in ASKED])
    return list(rows.select_related("region__parent", "unit").order_by("serial"))


@transaction.atomic
def check_list(*, department_id: int, by: User, at: datetime) -> tuple[str, bytes]:
    """The workbook for one office, to be filled in and brought back: with identity numbers, since
    nobody can be checked without; that it was taken is on record. The name of the file with it."""
    require(by, SCREEN)
    department = department_visible_to(by, department_id)
    campaign = department.campaign
    rows = asked_of(campaign)
    if not rows:
        raise Refused("还没有初审通过的人选，没有名单可发。")
    of_campaign("check_list_taken", campaign, by, at, department=department.pk, people=len(rows))
    heads = [
        *(COLUMNS["serial"], COLUMNS["name"], EXTRA["number"], EXTRA["place"], EXTRA["work"]),
        *(COLUMNS["result"], COLUMNS["why"]),
    ]
    listed = [
        [
            str(one.serial),
            one.name,
            str(one.number or (one.unit.code if one.unit else "")),
            str(one.region or ""),
            one.work,
            "",
            "",
        ]
        for one in rows
    ]
    hints = [
        ("请查", department.asks),
        (COLUMNS["result"], f"填“{CLEAR}”或者“{NOT_CLEAR}”。"),
        (COLUMNS["why"], f"“{NOT_CLEAR}”的写明情况，只给初审的人看；不写病情。"),
        ("注意", "名单含身份证号，不要转发，办完销毁。"),
    ]
    content = form_bytes(heads, hints, rows=listed)
    return f"联审名单-{department.name}.xlsx", content


def read_answers(campaign: Campaign, content: bytes) -> dict[int, Said]:
    """The list as it comes back: by candidate. Refuses, line by line, a number that is nobody's, a
    name that is not his, any other result, a no without its reason, and somebody twice."""
    known = {str(one.serial): one for one in asked_of(campaign)}
    found: dict[int, Said] = {}
    told: list[str] = []
    lines = read_sheet(
        content, list(COLUMNS), optional=list(EXTRA), words={**COLUMNS, **EXTRA}, max_rows=MOST
    )
    for one in lines:
        cells = one.values
        candidate = known.get(cells["serial"].strip())
        result, why = cells["result"].strip(), cells["why"].strip()
        if candidate is None:
            told.append(f"第 {one.number} 行：没有编号 {cells['serial'] or '（空）'} 的人选。")
        elif clean_name(cells["name"] or "空") != candidate.name:
            told.append(f"第 {one.number} 行：编号 {candidate.serial} 的姓名不是这个，请核对。")
        elif candidate.pk in found:
            told.append(f"第 {one.number} 行：编号 {candidate.serial} 写了两次。")
        elif result not in (CLEAR, NOT_CLEAR, ""):
            told.append(f"第 {one.number} 行：结果填“{CLEAR}”或“{NOT_CLEAR}”。")
        elif result == NOT_CLEAR and not why:
            told.append(f"第 {one.number} 行：“{NOT_CLEAR}”的请写明情况。")
        elif result:
            found[candidate.pk] = Said(result == CLEAR, why if result == NOT_CLEAR else "")
    if told:
        raise Refused("\n".join(told))
    if not found:
        raise Refused("表里一个结果也没有填。")
    return found


@transaction.atomic
def take_in(
    *,
    department_id: int,
    said: Mapping[int, Said],
    answered_on: date,
    by: User,
    at: datetime,
    today: date,
) -> int:
    """What an office sent back on paper or as a list; how many answers are new. The same answer
    again is none."""
    require(by, SCREEN)
    department = department_visible_to(by, department_id)
    if answered_on > today:
        raise Refused("答复日期不能晚于今天。")
    return _write(department, said, answered_on, by, None, at)


@transaction.atomic
def answer_by_link(
    *,
    department: Department,
    said: Mapping[int, Said],
    link_id: int,
    at: datetime,
    today: date,
) -> int:
    """What an office says itself by its link."""
    return _write(department, said, today, None, link_id, at)


NOT_THEIRS = "单位说这份答复不是它答的，等它重新答复"


@transaction.atomic
def disown(
    *,
    department_id: int,
    link_id: int,
    answered_at: datetime,
    road: str,
    by: User | None,
    at: datetime,
    today: date,
) -> str:
    """An office says that an answer was not its own. Answers are only added, so whomever that one
    cleared gets a no that says so, until the office has answered itself; a no stays a no. A
    sentence; never refuses."""
    department = Department.objects.filter(pk=department_id).first()
    if department is None:
        return "没有找到这个联审单位，由经办核实以后处理。"
    campaign = Campaign.objects.select_for_update().get(pk=department.campaign_id)
    if campaign.state not in (CampaignState.OPEN, CampaignState.CHECKING):
        return "评审已经开始，联审没有自动变，由区局决定怎样处理。"
    given = CheckAnswer.objects.filter(
        department=department, link=link_id, entered_at=answered_at, is_clear=True
    )
    stopped = 0
    for one in given.select_related("candidate").order_by("candidate"):
        last = one.candidate.answers.filter(department=department).order_by("-number")[0]
        if last.pk != one.pk or one.candidate.state not in [state.value for state in ASKED]:
            continue
        checked(
            CheckAnswer(
                candidate=one.candidate,
                department=department,
                number=one.number + 1,
                is_clear=False,
                why=NOT_THEIRS,
                answered_on=today,
                entered_by=by,
                entered_at=at,
                link=link_id if by is None else None,
            )
        )
        one.candidate.campaign = campaign
        settle(one.candidate)
        stopped += 1
    of_campaign(
        "check_disowned", campaign, by, at, department=department.pk, stopped=stopped, road=road
    )
    return f"{stopped} 个人选的“无影响”不算了，等这个单位重新答复；“不同意”的不变。"


def _write(
    department: Department,
    said: Mapping[int, Said],
    answered_on: date,
    by: User | None,
    link_id: int | None,
    at: datetime,
) -> int:
    campaign = Campaign.objects.select_for_update().get(pk=department.campaign_id)
    if campaign.state not in (CampaignState.OPEN, CampaignState.CHECKING):
        raise Refused(OVER)
    states = [one.value for one in ASKED]
    rows = Candidate.objects.select_for_update(of=("self",)).filter(
        campaign=campaign, pk__in=list(said), state__in=states
    )
    known = {one.pk: one for one in rows.order_by("pk")}
    if set(known) != set(said):
        raise Refused("名单有变化，请重新打开再填。")
    made = 0
    for key, one in said.items():
        candidate = known[key]
        candidate.campaign = campaign
        why = line(one.why, "情况", 200, needed=not one.is_clear)
        answers = list(candidate.answers.filter(department=department).order_by("-number"))
        same = answers and (answers[0].is_clear, answers[0].why or "") == (one.is_clear, why)
        if same:
            continue
        checked(
            CheckAnswer(
                candidate=candidate,
                department=department,
                number=len(answers) + 1,
                is_clear=one.is_clear,
                why=None if one.is_clear else why,
                answered_on=answered_on,
                entered_by=by,
                entered_at=at,
                link=link_id,
            )
        )
        made += 1
        settle(candidate)
    more = {"link": link_id} if link_id is not None else {}
    of_campaign("checked", campaign, by, at, department=department.pk, answers=made, **more)
    return made
