"""拟定 and 异议: the list, what is brought against it, and the answers."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.campaigns.admin.campaigns import ask, crumbs
from honors.campaigns.forms.publicity import AnswerForm, ObjectionForm, ProposeForm
from honors.campaigns.rules import from_the_top
from honors.campaigns.selectors.campaigns import campaign_visible_to
from honors.campaigns.selectors.candidates import candidates_of
from honors.campaigns.selectors.publicity import objection_visible_to
from honors.campaigns.services import looking, objections, proposing
from honors.campaigns.showing import candidate_row, objection_row
from honors.campaigns.states import (
    ANSWER,
    PROPOSE,
    CampaignState,
    CandidateState,
    ObjectionState,
)
from veterans.accounts.bureau_pages import actor, address, page
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.registry.handed_out import handed_out


def propose(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The list, with what the plain course gives filled in already."""
    user = actor(request)
    found = campaign_visible_to(user, campaign_id)
    back = address("campaign", found.pk)
    if found.state not in PROPOSE.starts:
        return turned_back(request, "名次定下来以后才能拟定名单。", back)
    rows = [one for one in candidates_of(user, found) if one.state == CandidateState.CLEARED]
    plain = from_the_top({one.pk: one.place for one in rows}, found.quota)
    initial = {f"chosen_{one.pk}": one.pk in plain for one in rows}
    initial |= {f"why_{one.pk}": one.proposed_why for one in rows}  # type: ignore[misc]
    form = ProposeForm(request.POST or None, rows=rows, initial=initial)

    def deed(data: Data) -> tuple[str, str]:
        chosen, passed = form.lists()
        proposing.propose(
            campaign_id=found.pk, chosen=chosen, passed_over=passed, by=user, at=timezone.now()
        )
        return f"已拟定 {len(chosen)} 名，请另一人开始公示。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/campaign_propose.html",
        title="拟定名单",
        crumbs=crumbs(found),
        form=form,
        rows=[
            {
                **candidate_row(one),
                "brief": one.brief,
                "url": address("candidate", one.pk),
                "chosen_field": form.of(one.pk)[0],
                "why_field": form.of(one.pk)[1],
            }
            for one in rows
        ],
        quota=found.quota,
        sent_back_why=found.sent_back_why,
        cancel_url=back,
    )


def register(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What somebody says at the desk."""
    user = actor(request)
    found = campaign_visible_to(user, campaign_id)
    back = address("campaign", found.pk)
    if found.state != CampaignState.PUBLICITY:
        return turned_back(request, "公示期间才登记异议。", back)
    listed = [
        (one.serial, f"{one.serial} 号 {one.name}")
        for one in candidates_of(user, found)
        if one.is_proposed
    ]
    form = ObjectionForm(
        request.POST or None,
        request.FILES or None,
        listed=listed,
        initial={"raised_on": timezone.localdate()},
    )

    def deed(data: Data) -> tuple[str, str]:
        objections.register(
            campaign_id=found.pk,
            **{name: value for name, value in data.items() if name != "papers"},
            files=data["papers"] or (),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "异议已登记，由另一人核查、答复；答复以前不能决定表彰。", back

    return filled_in(request, form, deed) or ask(
        request,
        form,
        "登记异议",
        found,
        intro="照提出人的话写，加密保存；不愿具名的也登记。",
        submit="登记",
    )


def objection(request: HttpRequest, objection_id: int) -> HttpResponse:
    """One objection; what it says is opened on record."""
    user = actor(request)
    heard = looking.open_objection(objection_id=objection_id, by=user, at=timezone.now())
    found = objection_visible_to(user, objection_id)
    may = (
        found.state == ObjectionState.OPEN
        and user.may(ANSWER)
        and found.registered_by_id != user.pk
    )
    return page(
        request,
        "bureau/campaign_objection.html",
        title=f"异议：{found.candidate.name}",
        crumbs=crumbs(found.campaign),
        row=objection_row(found),
        heard=heard,
        candidate_url=address("candidate", found.candidate_id),
        registered_by=str(found.registered_by) if found.registered_by else "",
        registered_at=found.registered_at,
        papers=[address("objection_paper", one.pk) for one in found.papers.all()]
        if user.may(ANSWER)
        else [],
        answer_url=address("objection_answer", found.pk) if may else "",
    )


def answer(request: HttpRequest, objection_id: int) -> HttpResponse:
    """What was found, and what whoever objected is told."""
    user = actor(request)
    found = objection_visible_to(user, objection_id)
    back = address("campaign_objection", found.pk)
    form = AnswerForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        objections.answer(
            objection_id=found.pk,
            is_upheld=data["outcome"] == "yes",
            found=data["found"],
            told=data["told"],
            by=user,
            at=timezone.now(),
        )
        return "异议已答复。", back

    if done := filled_in(request, form, deed):
        return done
    if found.state != ObjectionState.OPEN:
        return turned_back(request, "这件异议已经答复。", back)
    return ask(
        request,
        form,
        "答复异议",
        found.campaign,
        intro="核查清楚再答复；成立的，这一位马上从名单里去掉，不能恢复。",
        about=[("对谁", objection_row(found)["about"])],
        submit="答复",
        back=back,
    )


def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Evidence beside an objection; that it was looked at is on record."""
    return handed_out(
        looking.open_evidence(paper_id=paper_id, by=actor(request), at=timezone.now())
    )
