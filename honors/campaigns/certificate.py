"""The certificate of a winner: what stands on it, for the screen and as a PDF alike."""

from dataclasses import dataclass

from honors.campaigns.models import Award
from honors.roll.states import HonoureeKind
from veterans.foundation.paper import Certificate
from veterans.foundation.paper import certificate as set_certificate

_CALLED = {
    HonoureeKind.PERSON: "同志",
    HonoureeKind.FAMILY: "",
    HonoureeKind.GROUP: "",
    HonoureeKind.ORGANISATION: "",
}


@dataclass(frozen=True)
class Paper:
    """``body``: paragraphs; ``link``: where it is proved by its number."""

    name: str
    body: tuple[str, ...]
    number: str
    issuer: str
    day: str
    link: str


def certificate_of(award: Award, bureau: str, link: str) -> Paper:
    """Of the decision as it was made."""
    candidate, campaign = award.candidate, award.candidate.campaign
    assert campaign.decided_on is not None
    on = campaign.decided_on
    body = (
        f"在{campaign.name}中，被授予{campaign.year}年度“{campaign.title.name}”称号。",
        "特发此证，以资鼓励。",
        f"（{campaign.document_no}）",
    )
    return Paper(
        name=f"{candidate.name}{_CALLED[HonoureeKind(campaign.kind)]}",
        body=body,
        number=award.certificate_no,
        issuer=campaign.title.body or bureau,
        day=f"{on.year}年{on.month}月{on.day}日",
        link=link,
    )


def pdf_of(paper: Paper) -> bytes:
    """One framed page; raises ``Unprintable`` for a name the font does not have."""
    return set_certificate(
        Certificate(
            heading="荣誉证书",
            name=paper.name,
            body=list(paper.body),
            number=paper.number,
            issuer=paper.issuer,
            day=paper.day,
            link=paper.link,
            foot="扫码或在网上按编号查验",
        )
    )
