"""Providers, agreements and people for tests, made directly. All invented."""

from datetime import UTC, date, datetime
from typing import Any

from support_services.catalogue.models import Edition, Item
from support_services.providers.models import Agreement, Offer, Provider
from support_services.providers.services.tokens import Issued, issue_token
from support_services.providers.states import AgreementState
from tests.subsidies.factories import person, user, village
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.registry.models import Person, PersonCategory
from veterans.registry.selectors import id_index

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 5)
# 家庭悬挂光荣牌: its conditions are a list of all categories, so a yes tells little.
ITEM = "101"


def hands() -> tuple[User, User, User]:
    return user(Role.PREPARER), user(Role.REVIEWER), user(Role.APPROVER)


def agreement(
    *,
    by: tuple[User, User, User] | None = None,
    state: AgreementState = AgreementState.PUBLISHED,
    provider: Provider | None = None,
    number: int = 1,
    **fields: Any,
) -> Agreement:
    """Of a pharmacy of the first village, in force since the beginning of the year."""
    preparer, reviewer, approver = by or hands()
    signed: dict[str, Any] = {"entered_by": preparer, "entered_at": AT}
    if state not in (AgreementState.DRAFT, AgreementState.DROPPED):
        signed |= {"reviewed_by": reviewer, "reviewed_at": AT}
    if state in (AgreementState.PUBLISHED, AgreementState.REPLACED, AgreementState.ENDED):
        signed |= {"published_by": approver, "published_at": AT}
    if state in (AgreementState.REPLACED, AgreementState.ENDED, AgreementState.DROPPED):
        signed |= {"ended_by": approver, "ended_at": AT}
    given: dict[str, Any] = {
        "kind": "pharmacy",
        "name": "示例大药房（虚构）",
        "region": village(1, 1),
        "address": "第1镇示例路 1 号",
        "phone": "0533-7000001",
        "signed_on": date(2026, 1, 1),
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
        **fields,
    }
    return Agreement.objects.create(
        provider=provider or Provider.objects.create(entered_at=AT),
        number=number,
        state=state.value,
        **signed,
        **given,
    )


def offer(of: Agreement, code: str = ITEM, *, may_ask: bool = True, **fields: Any) -> Offer:
    item = Item.objects.get(code=code)
    return Offer.objects.create(agreement=of, item=item, may_ask=may_ask, **fields)


def publish(code: str, **fields: Any) -> Edition:
    """The shipped edition of an item as published, whatever its source; with other fields."""
    edition = Edition.objects.get(item__code=code)
    for name, value in {"state": "published", **fields}.items():
        setattr(edition, name, value)
    edition.save()
    return edition


def token(of: Agreement, *codes: str, by: User | None = None, **fields: Any) -> Issued:
    given = {"label": "收费处", "valid_to": date(2026, 12, 31), "at": AT, "today": TODAY, **fields}
    return issue_token(
        provider_id=of.provider_id,
        items=codes or (ITEM,),
        by=by or user(Role.REVIEWER),
        **given,
    )


def veteran(category: str = "DIS", *, name: str = "张建国", **more: Any) -> Person:
    """Somebody who is found by his number, with a category."""
    man = person(name=name, **more)
    man.id_index = id_index(str(man.id_number))
    man.save(update_fields=["id_index"])
    PersonCategory.objects.create(person=man, category=category, valid_from=date(2010, 1, 1))
    return man
