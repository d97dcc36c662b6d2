"""Campaigns and candidates in the shapes their pages take."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from honors.campaigns.models import (
    Award,
    Campaign,
    Candidate,
    CheckAnswer,
    Department,
    Nomination,
    Objection,
)
from honors.campaigns.rules import nomination_no, signs
from honors.campaigns.states import (
    CAMPAIGN_LABELS,
    CAMPAIGN_ROAD,
    CANDIDATE_LABELS,
    CANDIDATE_TOLD,
    NOMINATION_LABELS,
    OBJECTION_LABELS,
    OUTCOME_LABELS,
    SOURCE_LABELS,
    CampaignState,
    CandidateState,
    NominationState,
    ObjectionState,
    Outcome,
    Source,
)
from honors.roll.models import Edition
from honors.roll.states import EditionState, HonoureeKind
from support_services.subsidies.grant_states import GRANT_LABELS, GrantState
from veterans.foundation.masking import mask_id_number, mask_name, mask_phone
from veterans.regions.selectors import place_name
from veterans.registry.criteria.tree import lines, parse

if TYPE_CHECKING:
    from honors.campaigns.selectors.candidates import Eligibility

_STEPS = (
    ("起草", "entered", CampaignState.DRAFT),
    ("推荐", "opened", CampaignState.OPEN),
    ("初审联审", "closed", CampaignState.CHECKING),
    ("评审", "begun", CampaignState.REVIEWING),
    ("定名次", "ranked", CampaignState.RANKED),
    ("拟定", "proposed", CampaignState.PROPOSED),
    ("公示", "shown", CampaignState.PUBLICITY),
    ("表彰", "decided", CampaignState.DECIDED),
    ("结束", "ended", CampaignState.ENDED),
)


def campaign_row(one: Campaign) -> dict[str, Any]:
    label, tone = CAMPAIGN_LABELS[CampaignState(one.state)]
    return {
        "name": one.name,
        "year": one.year,
        "title": one.title.name,
        "kind": one.get_kind_display(),
        "quota": one.quota,
        "opens_on": one.opens_on,
        "closes_on": one.closes_on,
        "decide_by": one.decide_by,
        "last_on": one.last_on,
        "nominated": getattr(one, "nominated", 0),
        "winners": getattr(one, "winners", 0),
        "state_label": label,
        "state_tone": tone,
    }


def campaign_steps(one: Campaign) -> list[dict[str, Any]]:
    """The road with who went each step, for ``components/steps.html``."""
    if one.state == CampaignState.DROPPED:
        return []
    here = CAMPAIGN_ROAD.index(CampaignState(one.state))
    found = []
    for label, who, state in _STEPS:
        at = CAMPAIGN_ROAD.index(state)
        by = getattr(one, f"{who}_by")
        status = "done" if at < here else "current" if at == here else "todo"
        found.append(
            {
                "label": label,
                "status": status,
                "by": str(by) if by and at <= here else "",
                "at": getattr(one, f"{who}_at") if at <= here else None,
            }
        )
    return found


def conditions_told(one: Campaign) -> str:
    """The conditions line by line; "" where there are none."""
    if one.conditions is None:
        return ""
    return "\n".join(f"{'　' * row.depth}{row.text}" for row in lines(parse(one.conditions)))


def campaign_facts(one: Campaign) -> list[tuple[str, str]]:
    """What is called for, as everybody may read it."""
    sources = "、".join(SOURCE_LABELS[Source(of)] for of in one.sources)
    conditions = conditions_told(one)
    facts = [
        ("评选公告", one.told),
        ("荣誉称号", str(one.title)),
        ("评选对象", f"{one.get_kind_display()}，名额 {one.quota} 个"),
        ("推荐时间", f"{one.opens_on:%Y-%m-%d} 至 {one.closes_on:%Y-%m-%d}"),
        ("谁可以推荐", sources),
        ("评选条件", conditions),
        ("往届获得者", "不再参评同一称号" if one.excludes_winners else ""),
    ]
    return [(label, text) for label, text in facts if text]


def campaign_rules(one: Campaign) -> list[tuple[str, str]]:
    """How it is judged, for staff."""
    vote = f"占 {one.vote_share}%，每个手机每天 {one.votes_a_day} 票" if one.vote_share else "没有"
    if one.vote_share:
        vote += f"；投票期间{'' if one.votes_live else '不'}公布票数"
    if one.vote_share and one.is_anonymous:
        vote += "；投票页只写简介，不写姓名"
    facts = [
        ("联审完成", f"{one.check_by:%Y-%m-%d}"),
        ("评审完成", f"{one.review_by:%Y-%m-%d}"),
        ("计划表彰", f"{one.decide_by:%Y-%m-%d}"),
        (
            "评委",
            f"每份 {one.per_entry} 位，至少 {one.least_ballots} 份有效；"
            f"{one.get_combination_display()}；{one.get_tie_rule_display()}"
            f"{'；匿名评审' if one.is_anonymous else ''}{'；拉平宽严' if one.is_levelled else ''}"
            f"{'；评完可见他人评分' if one.shows_others else ''}",
        ),
        ("群众投票", vote),
        ("公示", f"{one.publicity_days} 个工作日"),
        ("奖励", f"每人 {one.reward:,.2f} 元" if one.reward else "没有"),
        ("择优上报", one.recommends_to or "没有"),
        ("入围", "公示时告诉推荐人" if one.tells_shortlist else "不另外告诉推荐人"),
        ("公示最后一天", f"{one.last_on:%Y-%m-%d}" if one.last_on else ""),
        (
            "表彰决定",
            f"{one.document_no}，{one.decided_on:%Y-%m-%d}" if one.decided_on else "",
        ),
        ("退回、撤下、延长、停办原因", one.sent_back_why),
    ]
    return [(label, text) for label, text in facts if text]


def candidate_row(one: Candidate) -> dict[str, Any]:
    label, tone = CANDIDATE_LABELS[CandidateState(one.state)]
    nominations = [
        nominator_of(row) for row in one.nominations.all() if row.state != NominationState.WITHDRAWN
    ]
    return {
        "id": one.pk,
        "serial": one.serial,
        "name": one.name,
        "place": place_name(one.region) if one.region else "",
        "by": "、".join(dict.fromkeys(nominations)),
        "nominations": len(nominations),
        "jury": one.jury_score,
        "vote": one.vote_score,
        "score": one.score,
        "rank": one.place,
        "why": one.place_why,
        "is_proposed": one.is_proposed,
        "proposed_why": one.proposed_why,
        "state_label": label,
        "state_tone": tone,
    }


def nominator_of(one: Nomination) -> str:
    """Who nominates, a private person covered."""
    if one.by_unit is not None:
        return str(one.by_unit)
    if one.by_region is not None:
        return one.by_region.name
    if one.source == Source.SELF:
        return "本人"
    return f"群众 {mask_name(one.by_person.name)}" if one.by_person else "群众"


def nomination_row(one: Nomination) -> dict[str, Any]:
    label, tone = NOMINATION_LABELS[NominationState(one.state)]
    return {
        "id": one.pk,
        "number": number_of(one),
        "name": one.name,
        "campaign": one.campaign.name,
        "source": one.get_source_display(),
        "by": nominator_of(one),
        "handed_on": one.handed_on,
        "state_label": label,
        "state_tone": tone,
        "told": told_of(one),
    }


def told_of(one: Nomination) -> str:
    """What the nominator is told, in plain words."""
    if one.state == NominationState.DRAFT:
        return "还没有提交。"
    if one.state == NominationState.WITHDRAWN:
        return "已经撤回。"
    if one.state == NominationState.RETURNED:
        until = f"请在 {one.complete_by:%Y-%m-%d} 以前补上" if one.complete_by else "请补上"
        return f"缺：{one.missing}。{until}。"
    candidate = one.candidate
    if candidate is None:
        return ""
    told = CANDIDATE_TOLD[CandidateState(candidate.state)]
    why = candidate.state == CandidateState.INELIGIBLE and candidate.screened_why
    if why and may_hear_why(one):
        return f"{told}原因：{candidate.screened_why}"
    return told


def may_hear_why(one: Nomination) -> bool:
    """Whether whoever nominated may hear why his nominee is not eligible: himself, or once the
    nominee has agreed to be nominated."""
    return one.source == Source.SELF or (one.candidate is not None and bool(one.candidate.consent))


def number_of(one: Nomination) -> str:
    """By which a nomination is asked for; "" before it was handed in."""
    if one.handed_on is None:
        return ""
    return nomination_no(one.campaign.year, one.campaign_id, one.pk)


def nominee_facts(one: Nomination | Candidate) -> list[tuple[str, str]]:
    """Who is nominated, what is personal covered."""
    consent = ""
    if one.consent:
        on = f"，{one.consent_on:%Y-%m-%d}" if one.consent_on else ""
        note = f"（{one.consent_note}）" if one.consent_note else ""
        consent = f"{one.get_consent_display()}{on}{note}"
    facts = [
        ("姓名、名称", one.name),
        ("身份证号", mask_id_number(str(one.number)) if one.number else ""),
        ("参评单位", str(one.unit) if one.unit else ""),
        ("来自", place_name(one.region) if one.region else ""),
        ("所在单位", one.work),
        ("现役军人", "是" if one.is_serving else ""),
        ("电话", mask_phone(str(one.phone)) if one.phone else ""),
        ("同意参评和公布", consent or "还没有登记"),
    ]
    return [(label, text) for label, text in facts if text]


def told_rows(one: Nomination | Candidate, parts: Iterable[Any]) -> list[dict[str, Any]]:
    """The form field by field, with its count of signs."""
    return [
        {
            "label": of.label,
            "text": one.told.get(str(of.pk), ""),
            "signs": signs(one.told.get(str(of.pk), "")),
            "is_judged": of.is_judged,
        }
        for of in parts
    ]


_HOLDS = {True: ("符合", "ok"), False: ("不符合", "bad"), None: ("核对不出", "warn")}


def grounds_of(found: "Eligibility") -> list[dict[str, Any]]:
    """Each condition with what the file says."""
    return [_ground(one.depth, one.text, one.found, one.holds) for one in found.grounds]


def judged_of(one: Candidate) -> list[dict[str, Any]]:
    """The same as it stood when he was screened."""
    return [_ground(*row) for row in one.judged or []]


def _ground(depth: int, text: str, found: str, holds: bool | None) -> dict[str, Any]:
    label, tone = _HOLDS[holds]
    return {
        "text": f"{'　' * depth}{text}",
        "found": found,
        "holds_label": label,
        "holds_tone": tone,
    }


def check_rows(
    departments: Sequence[Department],
    candidates: Sequence[Candidate],
    answers: dict[tuple[int, int], CheckAnswer],
) -> list[dict[str, Any]]:
    """Everybody with what each office has said, and what is missing."""
    found = []
    for one in candidates:
        cells = []
        for office in departments:
            answer = answers.get((one.pk, office.pk))
            label, tone = (
                ("未答复", "warn")
                if answer is None
                else ("无影响", "ok")
                if answer.is_clear
                else ("不同意", "bad")
            )
            cells.append({"office": office.name, "label": label, "tone": tone})
        found.append({**candidate_row(one), "cells": cells})
    return found


def objection_row(one: Objection) -> dict[str, Any]:
    """Without what was said, which is opened on record."""
    label, tone = OBJECTION_LABELS[ObjectionState(one.state)]
    return {
        "id": one.pk,
        "campaign": one.campaign.name,
        "about": f"{one.candidate.serial} 号 {one.candidate.name}",
        "raised_on": one.raised_on,
        "by_net": one.registered_by_id is None,
        "state_label": label,
        "state_tone": tone,
        "found": one.found,
        "told": one.told,
        "answered_by": str(one.answered_by) if one.answered_by else "",
        "answered_at": one.answered_at,
    }


def award_row(one: Award, published: set[int]) -> dict[str, Any]:
    """A winner: certificate, roll, reward, what was recommended."""
    candidate = one.candidate
    campaign = candidate.campaign
    is_person = campaign.kind in (HonoureeKind.PERSON, HonoureeKind.FAMILY)
    recommended = getattr(one, "recommendation", None)
    outcome = OUTCOME_LABELS[Outcome(recommended.outcome)] if recommended is not None else ("", "")
    return {
        "id": one.pk,
        "certificate_no": one.certificate_no,
        "name": candidate.name,
        "place": place_name(candidate.region) if candidate.region else "",
        "honour_id": one.honour_id,
        "on_roll": one.honour_id in published,
        "grant_id": one.grant_id,
        "grant_label": _grant_label(one),
        "rewarded_how": one.rewarded_how,
        "lacks_file": bool(campaign.reward) and is_person and candidate.person_id is None,
        "recommended": f"{recommended.to_body}：{recommended.for_title}" if recommended else "",
        "outcome_label": outcome[0],
        "outcome_tone": outcome[1],
    }


def _grant_label(one: Award) -> str:
    return GRANT_LABELS[GrantState(one.grant.state)] if one.grant is not None else ""


def on_the_roll(awards: Iterable[Award]) -> set[int]:
    """Numbers of the honours of these awards that residents can read. One query."""
    keys = [one.honour_id for one in awards if one.honour_id is not None]
    rows = Edition.objects.filter(honour__in=keys, state=EditionState.PUBLISHED.value)
    return set(rows.values_list("honour", flat=True))
