"""Kinds of providers, states of an agreement, and whose the moves are. Plain data."""

from dataclasses import dataclass
from enum import StrEnum


class ProviderKind(StrEnum):
    HOSPITAL = "hospital"
    PHARMACY = "pharmacy"
    BANK = "bank"
    SCENIC = "scenic"
    TRANSPORT = "transport"
    WINDOW = "window"
    SHOP = "shop"


KIND_LABELS: dict[ProviderKind, str] = {
    ProviderKind.HOSPITAL: "医院、卫生院",
    ProviderKind.PHARMACY: "药店",
    ProviderKind.BANK: "银行",
    ProviderKind.SCENIC: "景区、场馆",
    ProviderKind.TRANSPORT: "公交、车站",
    ProviderKind.WINDOW: "办事窗口",
    ProviderKind.SHOP: "商店和其他",
}
# What residents say who look for one.
KIND_WORDS: dict[ProviderKind, tuple[str, ...]] = {
    ProviderKind.HOSPITAL: ("医院", "卫生院", "看病", "挂号", "门诊", "住院", "体检"),
    ProviderKind.PHARMACY: ("药店", "药房", "买药"),
    ProviderKind.BANK: ("银行", "存折", "银行网点"),
    ProviderKind.SCENIC: ("景区", "景点", "公园", "博物馆", "旅游", "门票", "体育馆"),
    ProviderKind.TRANSPORT: ("公交", "车站", "火车", "坐车", "客运"),
    ProviderKind.WINDOW: ("窗口", "大厅", "政务", "绿色通道"),
    ProviderKind.SHOP: ("商店", "超市", "饭店", "理发", "拥军商家", "商家"),
}


class AgreementState(StrEnum):
    """What was agreed: written by one, reviewed by another, published, and replaced by the next or
    ended."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    REPLACED = "replaced"
    ENDED = "ended"
    DROPPED = "dropped"


AGREEMENT_LABELS: dict[AgreementState, tuple[str, str]] = {
    AgreementState.DRAFT: ("草稿", "warn"),
    AgreementState.REVIEWED: ("已审核，待公布", "info"),
    AgreementState.PUBLISHED: ("已公布", "ok"),
    AgreementState.REPLACED: ("已被新的接替", "idle"),
    AgreementState.ENDED: ("已终止", "idle"),
    AgreementState.DROPPED: ("已放弃", "idle"),
}
# At most one agreement of a provider is in one of these, and one is published.
UNFINISHED = (AgreementState.DRAFT, AgreementState.REVIEWED)


@dataclass(frozen=True)
class Move:
    """From where, to where, with which duty."""

    starts: frozenset[AgreementState]
    target: AgreementState
    duty: str
    label: str


_S = AgreementState
MOVES: dict[str, Move] = {
    "review": Move(frozenset({_S.DRAFT}), _S.REVIEWED, "providers.review", "审核通过"),
    "send_back": Move(frozenset({_S.REVIEWED}), _S.DRAFT, "providers.review", "退回修改"),
    "publish": Move(frozenset({_S.REVIEWED}), _S.PUBLISHED, "providers.review", "公布"),
    "end": Move(frozenset({_S.PUBLISHED}), _S.ENDED, "providers.end", "终止"),
    "drop": Move(frozenset({_S.DRAFT, _S.REVIEWED}), _S.DROPPED, "providers.enter", "放弃"),
}
