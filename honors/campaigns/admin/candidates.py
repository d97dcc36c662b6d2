"""One candidate: who nominated him, whether he is eligible and why, what the jury will read."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from honors.campaigns.admin.campaigns import ask, crumbs
from honors.campaigns.forms.nominating import WhyForm
from honors.campaigns.forms.screening import (
    BriefForm,
    CompleteForm,
    CoverForm,
    JoinForm,
    OpinionForm,
    covers_before,
)
from honors.campaigns.models import Candidate
from honors.campaigns.selectors.candidates import (
    answers_of,
    candidate_visible_to,
    eligibility_of,
    nominations_visible_to,
    words_of,
)
from honors.campaigns.services import looking, proposing, screening
from honors.campaigns.showing import (
    candidate_row,
    grounds_of,
    judged_of,
    nomination_row,
    nominee_facts,
    told_rows,
)
from honors.campaigns.states import (
    CANDIDATE_MOVES,
    OUT,
    PROPOSE,
    SCREEN,
    TAKING,
    CampaignState,
    CandidateState,
)
from veterans.accounts.bureau_pages import actor, address, button, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.accounts.models import User
from veterans.registry.handed_out import handed_out

_FOLLOWS = {
    "pass": "通过以后请联审单位查；马上通知推荐人。",
    "refuse": "马上通知推荐人不符合条件；原因只告诉自荐的本人，以及被推荐人已经同意参评的推荐人。",
    "reopen": "回到待初审，联审已有的答复留着。",
    "withdraw": "退出以后不能恢复；正在公示的也从名单里去掉。马上通知推荐人，"
    "评审期间退出的等决定表彰时通知。",
}


def candidate(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Everything of one candidate."""
    user = actor(request)
    today = timezone.localdate()
    found = candidate_visible_to(user, candidate_id)
    parts = list(found.campaign.fields.all())
    waiting = found.state == CandidateState.WAITING
    eligible = eligibility_of(found, today) if waiting else None
    answers = [one for key, one in answers_of([found]).items()] if user.may(SCREEN) else []
    nominations = list(
        nominations_visible_to(user).filter(candidate=found).prefetch_related("papers")
    )
    return page(
        request,
        "bureau/candidate.html",
        title=f"{found.serial} 号 {found.name}",
        crumbs=crumbs(found.campaign),
        row=candidate_row(found),
        facts=nominee_facts(found),
        brief=found.brief,
        person_url=address("person", found.person_id) if found.person_id else "",
        grounds=grounds_of(eligible) if eligible is not None else judged_of(found),
        bars=list(eligible.bars) if eligible is not None else [],
        is_now=waiting,
        screened=_screened(found),
        out=f"{found.out_by or '推荐人'}：{found.out_why}" if found.out_at else "",
        joined_url=address("candidate", found.joined_into_id) if found.joined_into_id else "",
        joined=[
            {"label": f"{one.serial} 号 {one.name}", "url": address("candidate", one.pk)}
            for one in found.joined.all()
        ],
        told=told_rows(found, parts),
        covered=[
            {"label": of.label, "text": found.covered.get(str(of.pk), "")}
            for of in parts
            if of.is_judged
        ],
        is_anonymous=found.campaign.is_anonymous,
        nominations=[
            {
                **nomination_row(one),
                "url": address("nomination", one.pk),
                "papers": [address("nomination_paper", paper.pk) for paper in one.papers.all()],
            }
            for one in nominations
        ],
        answers=[
            {
                "office": one.department.name,
                "is_clear": one.is_clear,
                "why": one.why or "",
                "answered_on": one.answered_on,
                "by": "单位网上答复" if one.link else str(one.entered_by),
            }
            for one in answers
        ],
        sees_answers=user.may(SCREEN),
        consent_url=address("candidate_consent", found.pk) if found.consent_file_id else "",
        actions=_actions(found, user, nominations),
    )


def _screened(found: Candidate) -> str:
    if found.screened_by is None:
        return ""
    said = f"：{found.screened_why}" if found.screened_why else ""
    return f"{found.screened_by}，{timezone.localdate(found.screened_at):%Y-%m-%d}{said}"


def _actions(found: Candidate, user: User, nominations: list[Any]) -> list[dict[str, str]]:
    shown = []
    taking = found.campaign.state in TAKING
    alive = found.state not in OUT
    wrote = any(one.entered_by_id == user.pk for one in nominations)
    if taking and alive and user.may(SCREEN):
        shown.append(button("补身份、同意、简介", "plain", "candidate_complete", found.pk))
        shown.append(button("写匿名稿", "plain", "candidate_cover", found.pk))
        if found.state == CandidateState.WAITING:
            shown.append(button("并入另一人选", "plain", "candidate_join", found.pk))
    joined = found.state == CandidateState.JOINED and found.given_over is not None
    if taking and joined and user.may(SCREEN):
        shown.append(button("分开合错的", "plain", "candidate_part", found.pk))
    if found.campaign.state == CampaignState.RANKED and alive and user.may(PROPOSE.duty):
        shown.append(button("改公示简介", "plain", "candidate_brief", found.pk))
    for verb, move in CANDIDATE_MOVES.items():
        if found.state not in move.starts or not user.may(move.duty):
            continue
        if verb in ("pass", "refuse") and wrote:
            continue
        if not taking and (verb != "withdraw" or found.campaign.state in _OVER):
            continue
        kind = "primary" if verb == "pass" else "danger" if verb == "withdraw" else "plain"
        shown.append(button(move.label, kind, "candidate_step", found.pk, verb))
    return shown


_OVER = frozenset({CampaignState.DECIDED, CampaignState.ENDED, CampaignState.DROPPED})


def step(request: HttpRequest, candidate_id: int, verb: str) -> HttpResponse:
    """Pass, refuse, screen anew, withdraw: asked first, then done."""
    if verb not in CANDIDATE_MOVES:
        raise Http404
    move = CANDIDATE_MOVES[verb]
    user = doer(request, move.duty, move.label)
    found = candidate_visible_to(user, candidate_id)
    back = address("candidate", found.pk)
    form = (OpinionForm if verb == "pass" else WhyForm)(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        screening.screen(
            candidate_id=found.pk,
            verb=verb,
            why=data["why"],
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"{found.name}：{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in move.starts:
        return turned_back(request, f"这个人选已经办过，不能再{move.label}。", back)
    about = [("人选", f"{found.serial} 号 {found.name}"), ("评选", found.campaign.name)]
    if verb == "pass":
        eligible = eligibility_of(found, timezone.localdate())
        about += [
            (one["text"].strip("　"), f"{one['holds_label']}（{one['found']}）")
            for one in grounds_of(eligible)
            if one["found"]
        ]
        about += [("不能通过", bar) for bar in eligible.bars]
    return ask(
        request,
        form,
        f"{move.label}：{found.name}",
        found.campaign,
        intro=_FOLLOWS[verb],
        about=about,
        submit=f"确认{move.label}",
        danger=verb == "withdraw",
        back=back,
    )


def complete(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Identity number, consent, the sentence for the publicity."""
    user = actor(request)
    found = candidate_visible_to(user, candidate_id)
    back = address("candidate", found.pk)
    names = ("is_serving", "consent", "consent_on", "consent_note", "brief")
    form = CompleteForm(
        request.POST or None, initial={name: getattr(found, name) for name in names}
    )

    def deed(data: Data) -> tuple[str, str]:
        screening.complete_candidate(
            candidate_id=found.pk,
            **data,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已补上。", back

    return _asked(
        request, form, deed, found, "补身份、同意、简介", "联审要身份证号，公示要同意和简介。"
    )


def brief(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Another sentence for the publicity, while the list is being made."""
    user = actor(request)
    found = candidate_visible_to(user, candidate_id)
    form = BriefForm(request.POST or None, initial={"brief": found.brief})

    def deed(data: Data) -> tuple[str, str]:
        proposing.write_brief(
            candidate_id=found.pk, brief=data["brief"], by=user, at=timezone.now()
        )
        return "公示简介已改。", address("candidate", found.pk)

    return _asked(request, form, deed, found, "改公示简介", "公示期间居民看到的一句话。")


def join(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Two candidates who are one person."""
    user = actor(request)
    found = candidate_visible_to(user, candidate_id)
    form = JoinForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        into = screening.join_candidates(
            candidate_id=found.pk, into_serial=data["into_serial"], by=user, at=timezone.now()
        )
        return f"已并入 {into.serial} 号，几个推荐人都留着。", address("candidate", into.pk)

    return _asked(
        request,
        form,
        deed,
        found,
        "并入另一人选",
        "几份推荐说的是同一个人的，并成一个；合错的，对方初审以前还可以分开。",
    )


def cover(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """The texts for the jury, with a first proposal in which names are covered."""
    user = actor(request)
    found = candidate_visible_to(user, candidate_id)
    parts = [one for one in found.campaign.fields.all() if one.is_judged]
    texts = {
        one.pk: found.covered.get(str(one.pk))
        or screening.covered_text(found, found.told.get(str(one.pk), ""))
        for one in parts
    }
    form = CoverForm(request.POST or None, parts=parts, initial=covers_before(texts))

    def deed(data: Data) -> tuple[str, str]:
        screening.cover_texts(candidate_id=found.pk, texts=form.texts(), by=user, at=timezone.now())
        return "匿名稿已保存。", address("candidate", found.pk)

    words = "、".join(words_of(found))
    return _asked(
        request,
        form,
        deed,
        found,
        "写匿名稿",
        f"评委只看这一稿。下面这些词已经遮成“某”，请读一遍，把还认得出是谁的地方改掉：{words}。",
    )


def _asked(
    request: HttpRequest, form: forms.Form, deed: Any, found: Candidate, title: str, intro: str
) -> HttpResponse:
    return filled_in(request, form, deed) or ask(
        request,
        form,
        title,
        found.campaign,
        intro=intro,
        about=[("人选", f"{found.serial} 号 {found.name}")],
        submit="保存",
        back=address("candidate", found.pk),
    )


def consent(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """The paper of the consent; that it was looked at is on record."""
    return handed_out(
        looking.open_consent(candidate_id=candidate_id, by=actor(request), at=timezone.now())
    )
