"""Levels, kinds of honourees, kinds of consent, states of an edition and of a revocation, and whose
the moves are. Plain data."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Who confers a title."""

    STATE = "state"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


LEVEL_LABELS: dict[Level, str] = {
    Level.STATE: "国家级",
    Level.PROVINCE: "省级",
    Level.CITY: "市级",
    Level.COUNTY: "区县级",
}


class HonoureeKind(StrEnum):
    """Who is honoured."""

    PERSON = "person"
    FAMILY = "family"
    GROUP = "group"
    ORGANISATION = "organisation"


KIND_LABELS: dict[HonoureeKind, str] = {
    HonoureeKind.PERSON: "个人",
    HonoureeKind.FAMILY: "家庭",
    HonoureeKind.GROUP: "集体",
    HonoureeKind.ORGANISATION: "单位",
}


class Consent(StrEnum):
    """Who agreed to the publication, in writing."""

    SELF = "self"
    KIN = "kin"
    UNIT = "unit"
    NOT_A_PERSON = "not_a_person"


CONSENT_LABELS: dict[Consent, str] = {
    Consent.SELF: "本人书面同意",
    Consent.KIN: "近亲属书面同意",
    Consent.UNIT: "所在部队同意（现役）",
    Consent.NOT_A_PERSON: "不涉及个人（单位、集体）",
}


class EditionState(StrEnum):
    """What is told of an honour: written by one, reviewed by another, published, and then replaced
    by a corrected one, withdrawn, or ended by a revocation."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    DROPPED = "dropped"


EDITION_LABELS: dict[EditionState, tuple[str, str]] = {
    EditionState.DRAFT: ("草稿", "warn"),
    EditionState.REVIEWED: ("已审核，待公布", "info"),
    EditionState.PUBLISHED: ("已公布", "ok"),
    EditionState.REPLACED: ("已被更正后的接替", "idle"),
    EditionState.WITHDRAWN: ("已撤下", "idle"),
    EditionState.REVOKED: ("已撤销荣誉", "bad"),
    EditionState.DROPPED: ("已放弃", "idle"),
}
# At most one edition of an honour is in one of these, and one is published.
UNFINISHED = (EditionState.DRAFT, EditionState.REVIEWED)
# After having been published.
PAST = (EditionState.REPLACED, EditionState.WITHDRAWN, EditionState.REVOKED)


@dataclass(frozen=True)
class Move:
    """From where, to where, with which duty."""

    starts: frozenset[EditionState]
    target: EditionState
    duty: str
    label: str


_S = EditionState
# A revocation takes two people of its own: ``REVOCATION_MOVES``.
MOVES: dict[str, Move] = {
    "review": Move(frozenset({_S.DRAFT}), _S.REVIEWED, "honours.review", "审核通过"),
    "send_back": Move(frozenset({_S.REVIEWED}), _S.DRAFT, "honours.review", "退回修改"),
    "publish": Move(frozenset({_S.REVIEWED}), _S.PUBLISHED, "honours.review", "公布"),
    "withdraw": Move(frozenset({_S.PUBLISHED}), _S.WITHDRAWN, "honours.withdraw", "撤下"),
    "drop": Move(frozenset({_S.DRAFT, _S.REVIEWED}), _S.DROPPED, "honours.enter", "放弃"),
}


class RevocationState(StrEnum):
    """撤销荣誉: asked for by one, confirmed or turned down by another."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


REVOCATION_LABELS: dict[RevocationState, tuple[str, str]] = {
    RevocationState.ASKED: ("等另一人确认", "warn"),
    RevocationState.CONFIRMED: ("已撤销", "bad"),
    RevocationState.REJECTED: ("没有撤销", "idle"),
}


@dataclass(frozen=True)
class RevocationMove:
    """From ``ASKED`` to where, with which duty."""

    target: RevocationState
    duty: str
    label: str


REVOCATION_MOVES: dict[str, RevocationMove] = {
    "confirm": RevocationMove(RevocationState.CONFIRMED, "honours.review", "确认撤销"),
    "reject": RevocationMove(RevocationState.REJECTED, "honours.review", "不予撤销"),
}
# What may be revoked: an honour that is on the roll, or was until it was withdrawn.
REVOCABLE = (EditionState.PUBLISHED, EditionState.WITHDRAWN)
