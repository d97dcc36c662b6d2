"""States of an edition; which moves exist and whose they are. Plain data."""

from dataclasses import dataclass
from enum import StrEnum


class EditionState(StrEnum):
    """An edition: written by one, reviewed by another, published, and replaced or withdrawn."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


EDITION_LABELS: dict[EditionState, tuple[str, str]] = {
    EditionState.DRAFT: ("草稿", "warn"),
    EditionState.REVIEWED: ("已审核，待公布", "info"),
    EditionState.PUBLISHED: ("已公布", "ok"),
    EditionState.REPLACED: ("已被新版接替", "idle"),
    EditionState.WITHDRAWN: ("已停用", "idle"),
    EditionState.DROPPED: ("已放弃", "idle"),
}
# At most one edition of an item is in one of these, and one is published.
UNFINISHED = (EditionState.DRAFT, EditionState.REVIEWED)


@dataclass(frozen=True)
class Move:
    """From where, to where, with which duty."""

    starts: frozenset[EditionState]
    target: EditionState
    duty: str
    label: str


_S = EditionState
MOVES: dict[str, Move] = {
    "review": Move(frozenset({_S.DRAFT}), _S.REVIEWED, "catalogue.review", "审核通过"),
    "send_back": Move(frozenset({_S.REVIEWED}), _S.DRAFT, "catalogue.review", "退回修改"),
    "publish": Move(frozenset({_S.REVIEWED}), _S.PUBLISHED, "catalogue.review", "公布"),
    "withdraw": Move(frozenset({_S.PUBLISHED}), _S.WITHDRAWN, "catalogue.withdraw", "停用"),
    "drop": Move(frozenset({_S.DRAFT, _S.REVIEWED}), _S.DROPPED, "catalogue.enter", "放弃"),
}


class Field(StrEnum):
    """The fields of the basic catalogue (退役军人部发〔2020〕1号), in its order."""

    HONOUR = "honour"
    LIVING = "living"
    ELDERLY = "elderly"
    MEDICAL = "medical"
    HOUSING = "housing"
    EDUCATION = "education"
    CULTURE_TRANSPORT = "culture_transport"
    OTHER = "other"


FIELD_LABELS: dict[Field, str] = {
    Field.HONOUR: "荣誉激励",
    Field.LIVING: "生活",
    Field.ELDERLY: "养老",
    Field.MEDICAL: "医疗",
    Field.HOUSING: "住房",
    Field.EDUCATION: "教育",
    Field.CULTURE_TRANSPORT: "文化交通",
    Field.OTHER: "其他",
}


class Issuer(StrEnum):
    """Whose item it is."""

    STATE = "state"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


ISSUER_LABELS: dict[Issuer, str] = {
    Issuer.STATE: "国家",
    Issuer.PROVINCE: "省",
    Issuer.CITY: "市",
    Issuer.COUNTY: "区县",
}
