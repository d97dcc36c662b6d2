"""资格初审: what the conditions come out as, the clerk's yes or no, two candidates joined who are
one, and the texts as the jury will read them."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from honors.campaigns.models import Campaign, Candidate, Nomination
from honors.campaigns.rules import covered, leaks, names_of
from honors.campaigns.selectors.candidates import (
    candidate_visible_to,
    eligibility_of,
    words_of,
)
from honors.campaigns.services.nominating import person_of
from honors.campaigns.services.recording import checked, of_candidate
from honors.campaigns.services.telling import tell_nominators
from honors.campaigns.services.writing import PEOPLE_KINDS, check_nominee_consent
from honors.campaigns.states import (
    CANDIDATE_LABELS,
    CANDIDATE_MOVES,
    OUT,
    SCREEN,
    TAKING,
    CampaignState,
    CandidateState,
    News,
)
from honors.roll.rules import has_consent
from honors.roll.states import Consent
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import idcard
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry.rules import clean_open_text
from veterans.registry.selectors import id_index

LONGEST_COVERED = 3000
BARRED = "往届获得者、已去世的不参评"
_CONSENT = ("consent", "consent_on", "consent_note", "consent_file")
_NEWS = {"pass": News.ACCEPTED, "refuse": News.INELIGIBLE, "withdraw": News.ENDED}
_BEFORE_DECISION = frozenset(
    {
        *TAKING,
        *(CampaignState.REVIEWING, CampaignState.RANKED),
        *(CampaignState.PROPOSED, CampaignState.PUBLICITY),
    }
)


def locked_candidate(user: User, candidate_id: int) -> Candidate:
    """The candidate, its campaign locked before it."""
    known = candidate_visible_to(user, candidate_id)
    campaign = Campaign.objects.select_for_update().get(pk=known.campaign_id)
    found = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate_id)
    found.campaign = campaign
    return found


@transaction.atomic
def screen(
    *, candidate_id: int, verb: str, why: str = "", by: User, at: datetime, today: date
) -> Candidate:
    """Pass, refuse, screen anew, out of it (``CANDIDATE_MOVES``); what the conditions came out as
    is kept beside the decision.

    Refuses whoever wrote the nomination down; to pass without a consent that fits, past a bar, or
    against the conditions (or where the register cannot say) without a reason.
    """
    move = CANDIDATE_MOVES[verb]
    require(by, move.duty)
    candidate = locked_candidate(by, candidate_id)
    _refuse_wrong_state(candidate, verb)
    told = line(why, "原因", 200, needed=move.why)
    if verb in ("pass", "refuse"):
        if candidate.nominations.filter(entered_by=by).exists():
            raise Refused("推荐是您录入的，请由另一人初审。")
        found = eligibility_of(candidate, today)
        candidate.judged = [[one.depth, one.text, one.found, one.holds] for one in found.grounds]
        # What barred him stands beside the conditions, in the same words for everybody.
        candidate.judged += [[0, BARRED, bar, False] for bar in found.bars]
        if verb == "pass":
            _may_pass(candidate, found.bars, found.holds, told)
        candidate.screened_by, candidate.screened_at = by, at
        candidate.screened_why = told
    elif verb == "reopen":
        candidate.screened_by = candidate.screened_at = candidate.judged = None
        candidate.screened_why = ""
    else:
        candidate.out_by, candidate.out_at, candidate.out_why = by, at, told
        candidate.is_proposed = False
    candidate.state = move.target
    candidate.save()
    of_candidate(f"candidate_{verb}", candidate, by, at)
    if verb == "pass":
        settle(candidate)
    if verb in _NEWS:
        why = f"原因：{told}。" if verb == "refuse" else ""
        tell_nominators(candidate, _NEWS[verb], at=at, today=today, by=by, why=why)
    return candidate


def _refuse_wrong_state(candidate: Candidate, verb: str) -> None:
    move, campaign = CANDIDATE_MOVES[verb], candidate.campaign
    now = CANDIDATE_LABELS[CandidateState(candidate.state)][0]
    allowed = _BEFORE_DECISION if verb == "withdraw" else TAKING
    if candidate.state not in move.starts or campaign.state not in allowed:
        raise Refused(f"这个人选{now}，现在不能{move.label}。")


def _may_pass(candidate: Candidate, bars: tuple[str, ...], holds: bool | None, told: str) -> None:
    if bars:
        raise Refused("".join(bars))
    if not has_consent(candidate.consent, candidate.consent_on, kind=candidate.campaign.kind):
        raise Refused("还没有登记同意参评和公布，请先补上：谁同意、哪一天。")
    if candidate.is_serving and candidate.consent != Consent.UNIT:
        raise Refused("现役军人参评要有所在部队同意。")
    if candidate.campaign.kind in PEOPLE_KINDS and candidate.number_index is None:
        raise Refused("还没有身份证号，有关部门没法联审；请先“补身份、同意、简介”。")
    if holds is None and not told:
        raise Refused("档案核对不出是不是符合条件，请写明凭什么认定符合。")
    if holds is False and not told:
        raise Refused("有条件不符合；确实符合的，请写明凭什么认定。")


def settle(candidate: Candidate) -> None:
    """Whether he is cleared by every office, vetoed by one, or neither yet; by the last answer of
    each. Called under the lock of the campaign, by whoever changed what it rests on."""
    if candidate.state not in (
        CandidateState.ELIGIBLE,
        CandidateState.CLEARED,
        CandidateState.VETOED,
    ):
        return
    last = {one.department_id: one.is_clear for one in candidate.answers.order_by("number")}
    asked = set(candidate.campaign.departments.values_list("pk", flat=True))
    if not all(last.values()):
        state = CandidateState.VETOED
    else:
        state = CandidateState.CLEARED if asked <= set(last) else CandidateState.ELIGIBLE
    if candidate.state != state:
        candidate.state = state.value
        candidate.save(update_fields=["state"])


@transaction.atomic
def complete_candidate(
    *,
    candidate_id: int,
    number: str,
    brief: str,
    consent: str,
    consent_on: date | None,
    consent_note: str,
    is_serving: bool,
    by: User,
    at: datetime,
    today: date,
) -> Candidate:
    """What the nominators did not know or bring: identity number, consent, the sentence for the
    publicity. An empty number leaves what is there.

    Refuses a number that is another candidate's (they are joined), and a sentence that names him.
    """
    require(by, SCREEN)
    candidate = locked_candidate(by, candidate_id)
    if candidate.campaign.state not in TAKING or candidate.state in OUT:
        raise Refused("现在不能再补。")
    if number.strip() and candidate.campaign.kind in PEOPLE_KINDS:
        clean = idcard.check(number, today=today)
        index = id_index(clean)
        rows = Candidate.objects.filter(campaign=candidate.campaign, number_index=index)
        other = rows.exclude(pk=candidate.pk).exclude(state__in=["withdrawn", "joined"]).first()
        if other is not None:
            raise Refused(f"这个身份证号是第 {other.serial} 号人选的，请用“并入”合在一起。")
        if candidate.number_index is not None and bytes(candidate.number_index) != index:
            _refuse_after_screening(candidate)
        candidate.number, candidate.number_index = clean, index
        candidate.person = person_of(candidate)
    candidate.consent, candidate.consent_on = consent, consent_on
    candidate.consent_note = line(consent_note, "同意书编号、存放", 80, needed=False)
    candidate.is_serving = is_serving and candidate.campaign.kind in PEOPLE_KINDS
    check_nominee_consent(candidate, candidate.campaign, today)
    candidate.brief = line(brief, "公示简介", 120, needed=False)
    if found := leaks(candidate.brief, names_of(candidate.name)):
        raise Refused(f"公示简介里不要写姓名（{'、'.join(found)}）：公示的姓名是遮起来的。")
    checked(candidate, exclude=("person", "unit", "joined_into"))
    of_candidate("candidate_completed", candidate, by, at)
    return candidate


def _refuse_after_screening(candidate: Candidate) -> None:
    if candidate.state != CandidateState.WAITING:
        raise Refused("已经初审，不能换身份证号；写错的，先“重新初审”。")


@transaction.atomic
def join_candidates(*, candidate_id: int, into_serial: int, by: User, at: datetime) -> Candidate:
    """Two candidates who are one person: the nominations of the one go over to the other, and both
    nominators stay. Refuses one that was screened already, and people with two identity numbers."""
    require(by, SCREEN)
    candidate = locked_candidate(by, candidate_id)
    rows = Candidate.objects.select_for_update(of=("self",))
    into = rows.filter(campaign=candidate.campaign, serial=into_serial).first()
    if into is None or into.pk == candidate.pk or into.state in OUT:
        raise Refused("请填这次评选里另一个人选的编号。")
    if candidate.campaign.state not in TAKING or candidate.state != CandidateState.WAITING:
        raise Refused("只有待初审的人选可以并入另一个。")
    numbers = [bytes(one.number_index) for one in (candidate, into) if one.number_index]
    if len(set(numbers)) > 1:
        raise Refused("两个人选的身份证号不同，不是同一个人，不能并入。")
    gave = []
    if into.number_index is None and numbers:
        gave += ["number", "number_index", "person"]
        into.number, into.number_index, into.person = (
            candidate.number, candidate.number_index, candidate.person
        )  # fmt: skip
    if not into.consent:
        for name in _CONSENT:
            setattr(into, name, getattr(candidate, name))
        gave += _CONSENT
    moved = list(candidate.nominations.values_list("pk", flat=True))
    candidate.state, candidate.joined_into = CandidateState.JOINED.value, into
    candidate.given_over = {"nominations": moved, "fields": gave}
    candidate.save()
    into.save()
    Nomination.objects.filter(candidate=candidate).update(candidate=into)
    of_candidate("candidate_joined", candidate, by, at, into=into.pk)
    return into


@transaction.atomic
def cover_texts(
    *, candidate_id: int, texts: Mapping[int, str], by: User, at: datetime
) -> Candidate:
    """The texts as the jury reads them. Refuses one that still names him, where he is from, where
    he works or who nominated him, and says which words."""
    require(by, SCREEN)
    candidate = locked_candidate(by, candidate_id)
    if candidate.campaign.state not in TAKING:
        raise Refused("评审已经开始，匿名稿不能再改。")
    words = words_of(candidate)
    kept, told = {}, []
    for one in candidate.campaign.fields.filter(is_judged=True):
        text = _clean_text(texts.get(one.pk, ""), one.label)
        if not text and candidate.told.get(str(one.pk)):
            raise Refused(f"{one.label}不能空着。")
        if found := leaks(text, words):
            told.append(f"{one.label}里还有“{'”“'.join(found)}”。")
        kept[str(one.pk)] = text
    if told and candidate.campaign.is_anonymous:
        raise Refused(f"评委会认出是谁：{''.join(told)}请换个说法，例如“某村”“他”。")
    candidate.covered = kept
    candidate.save(update_fields=["covered"])
    of_candidate("candidate_covered", candidate, by, at)
    return candidate


def covered_text(candidate: Candidate, text: str) -> str:
    """A first proposal: every word that names him covered."""
    return covered(text, words_of(candidate))


def _clean_text(text: str, label: str) -> str:
    kept = []
    for part in (text or "").splitlines():
        clean = clean_open_text(part, what=label, longest=LONGEST_COVERED)
        if kind_in(clean):
            raise Refused(f"{label}里不要写身份证号、账号和个人手机号。")
        kept += [clean] if clean else []
    return "\n".join(kept)
