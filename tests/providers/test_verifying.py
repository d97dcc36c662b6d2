"""A provider's till asks about whoever stands before it, and hears yes or no."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from support_services.providers.models import ProviderToken, Verification
from support_services.providers.services.tokens import digest_of, issue_token, revoke_token
from support_services.providers.services.verifying import (
    OutOfScope,
    UnknownToken,
    verify,
)
from support_services.providers.states import AgreementState
from tests.providers.makers import (
    AT,
    ITEM,
    TODAY,
    agreement,
    hands,
    offer,
    publish,
    token,
    veteran,
)
from tests.subsidies.factories import user, village
from tests.subsidies.test_bank_races import until_they_wait
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation import idcard
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.foundation.pace import TooOften
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db


def of_role(role: Role) -> User:
    places = {Role.TOWN_WORKER: village(1, 1).parent, Role.VILLAGE_WORKER: village(1, 1)}
    return user(role, region=places.get(role))


def number_of(man: Person) -> str:
    return str(man.id_number)


def ask(secret: str, number: str, name: str = "张建国", code: str = ITEM, **more: Any) -> bool:
    given = {"address": "192.0.2.7", "at": AT, "today": TODAY, **more}
    return verify(secret=secret, item_code=code, number=number, name=name, **given).is_meant


@pytest.fixture
def secret(db: None) -> str:
    made = agreement()
    offer(made)
    return token(made).secret


def a_free_number() -> str:
    body = "37030319440101999"
    return body + idcard.check_digit(body)


# --- yes and no -----------------------------------------------------------------------------------


def test_whoever_is_meant_is_a_yes_and_the_row_says_who_asked_what(secret: str) -> None:
    man = veteran()
    assert ask(secret, number_of(man))
    row = Verification.objects.get()
    assert (row.person, row.is_meant, row.edition.item.code) == (man, True, ITEM)
    assert row.token.last_used_at == AT
    entry = AuditEntry.objects.get(action="providers.asked")
    assert entry.actor_id is None
    assert entry.detail == {"verification": row.pk, "provider": row.provider_id}


def test_every_no_is_the_same_no_with_as_many_queries_as_a_yes(secret: str) -> None:
    meant = veteran()
    dead = veteran(name="李志强", died_on=date(2026, 1, 2))
    gone = veteran(name="王军")
    gone.merged_into = meant
    gone.save(update_fields=["merged_into"])
    other = veteran("LSZN", name="赵敏")  # a category that the item does not name
    questions = {
        "meant": (number_of(meant), "张建国"),
        "called otherwise": (number_of(meant), "张建军"),
        "nobody": (a_free_number(), "张建国"),
        "dead": (number_of(dead), "李志强"),
        "merged": (number_of(gone), "王军"),
        "not meant": (number_of(other), "赵敏"),
    }
    answers, queries = {}, {}
    for what, (number, name) in questions.items():
        with CaptureQueriesContext(connection) as asked:
            answers[what] = ask(secret, number, name)
        queries[what] = [one["sql"][:30] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert answers.pop("meant")
    assert set(answers.values()) == {False}
    assert all(one == queries["meant"] for one in queries.values())
    assert Verification.objects.filter(person=None).count() == 2  # nobody's number, a merged file


def test_name_and_number_may_be_typed_as_people_type_them(secret: str) -> None:
    man = veteran()
    number = number_of(man)
    assert ask(secret, f"{number[:6]} {number[6:14]} {number[14:].lower()}", "张 建国")


def test_an_item_of_one_town_means_only_who_lives_there(secret: str) -> None:
    publish(ITEM, areas=[village(2, 1).path[:9]])
    assert not ask(secret, number_of(veteran()))
    assert ask(secret, number_of(veteran(name="孙海涛", region=village(2, 1))), "孙海涛")


@pytest.mark.parametrize("number", ["", "12345", "370303195503080011"])
def test_a_number_that_cannot_be_one_is_told_so_and_is_no_answer(secret: str, number: str) -> None:
    with pytest.raises(idcard.IdNumberError):
        ask(secret, number)
    assert not Verification.objects.exists()


# --- what a token covers --------------------------------------------------------------------------


def test_the_secret_is_shown_once_and_only_its_digest_is_kept(secret: str) -> None:
    row = ProviderToken.objects.get()
    assert bytes(row.digest) == digest_of(secret) != secret.encode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM providers_providertoken t")
        assert secret not in cursor.fetchone()[0]
    entries = AuditEntry.objects.filter(action="providers.token_issued")
    assert secret not in str(list(entries.values()))


@pytest.mark.parametrize("other", ["", "x", "电"])
def test_a_secret_that_is_none_of_ours_is_refused(secret: str, other: str) -> None:
    with pytest.raises(UnknownToken):
        ask(other and secret + other, number_of(veteran()))


def test_strangers_are_counted_by_their_address(secret: str) -> None:
    with override_settings(PORTAL_UNKNOWN_TOKENS_PER_HOUR=1):
        with pytest.raises(UnknownToken):
            ask("none", "", address="198.51.100.9")
        with pytest.raises(TooOften):
            ask("none", "", address="198.51.100.9")
        with pytest.raises(UnknownToken):
            ask("none", "", address="198.51.100.10")


def test_a_token_answers_in_its_time_only(secret: str) -> None:
    man = veteran()
    last = date(2026, 12, 31)
    with pytest.raises(UnknownToken):
        ask(secret, number_of(man), today=TODAY - timedelta(days=1))
    assert ask(secret, number_of(man), today=last)
    with pytest.raises(UnknownToken):
        ask(secret, number_of(man), today=last + timedelta(days=1))
    assert Verification.objects.count() == 1


def test_a_token_covers_its_items_of_its_own_provider(secret: str) -> None:
    man = veteran()
    publish("404")
    # Agreed, but not in the scope of the token.
    offer(ProviderToken.objects.get().provider.agreements.get(), "404")
    for code in ("404", "999"):
        with pytest.raises(OutOfScope):
            ask(secret, number_of(man), code=code)
    # In the scope, and agreed with somebody else only.
    theirs = agreement(name="示例医院（虚构）", kind="hospital")
    offer(theirs, "404")
    other = token(theirs, "404").secret
    with pytest.raises(OutOfScope):
        ask(other, number_of(man), code=ITEM)
    assert not Verification.objects.exists()


def test_nothing_is_answered_once_agreement_offer_or_item_has_ended(secret: str) -> None:
    man = veteran()
    made = ProviderToken.objects.get().provider.agreements.get()
    made.offers.update(valid_to=TODAY - timedelta(days=1))
    with pytest.raises(OutOfScope):
        ask(secret, number_of(man))
    made.offers.update(valid_to=None, may_ask=False)
    with pytest.raises(OutOfScope):
        ask(secret, number_of(man))
    made.offers.update(may_ask=True)
    assert ask(secret, number_of(man))
    publish(ITEM, valid_to=TODAY - timedelta(days=1))
    with pytest.raises(OutOfScope):
        ask(secret, number_of(man))
    publish(ITEM, valid_to=None)
    made.valid_to = TODAY - timedelta(days=1)
    made.save()
    with pytest.raises(OutOfScope):
        ask(secret, number_of(man))


def test_an_item_that_comes_to_tell_more_than_was_accepted_is_not_answered(secret: str) -> None:
    man = veteran("CZ")
    assert ask(secret, number_of(man))
    publish(ITEM, criteria={"kind": "category", "in": ["CZ"]})
    with pytest.raises(OutOfScope):
        ask(secret, number_of(man))
    made = ProviderToken.objects.get().provider.agreements.get()
    made.offers.update(told=["人员类别"], ask_why="景区对参战退役军人免票，本人自愿出示")
    assert ask(secret, number_of(man))


def test_an_item_without_conditions_is_not_answered(secret: str) -> None:
    publish(ITEM, criteria=None, seeks=False)
    with pytest.raises(OutOfScope):
        ask(secret, number_of(veteran()))


# --- limits ---------------------------------------------------------------------------------------


def test_a_token_asks_so_often_in_a_minute_and_in_a_day() -> None:
    made = agreement()
    offer(made)
    secret = token(made, per_minute=2, per_day=3).secret
    number = number_of(veteran())
    assert [ask(secret, number) for _ in range(2)] == [True, True]
    with pytest.raises(TooOften):
        ask(secret, number)
    # A refused question was a question too, so the day is over.
    with pytest.raises(TooOften):
        ask(secret, number, at=AT + timedelta(minutes=5))
    assert ask(secret, number, at=AT + timedelta(days=1))


def test_without_a_count_nothing_is_answered(secret: str) -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"), pytest.raises(TooOften):
        ask(secret, number_of(veteran()))


@override_settings(PORTAL_VERIFICATION_NOES_PER_DAY=3)
def test_whoever_tries_people_out_is_stopped_until_tomorrow(secret: str) -> None:
    man = veteran()
    for _ in range(3):
        assert not ask(secret, number_of(man), "错名")
    with pytest.raises(TooOften, match="暂停到明天"):
        ask(secret, number_of(man))
    tomorrow = TODAY + timedelta(days=1)
    assert ask(secret, number_of(man), today=tomorrow, at=AT + timedelta(days=1))


# --- issuing and taking back ----------------------------------------------------------------------


def issue(made: Any, by: Any, **fields: Any) -> Any:
    given = {"label": "收费处", "items": [ITEM], "valid_to": date(2026, 12, 31), **fields}
    return issue_token(provider_id=made.provider_id, by=by, at=AT, today=TODAY, **given)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.REVIEWER, Role.APPROVER}))
def test_only_reviewer_and_approver_give_tokens_out(role: Role) -> None:
    made = agreement()
    offer(made)
    with pytest.raises(PermissionRefused):
        issue(made, of_role(role))


def test_who_entered_the_agreement_does_not_give_the_token() -> None:
    first, second, third = hands()
    # Lent another role meanwhile, or promoted.
    first.role = Role.REVIEWER
    first.save()
    made = agreement(by=(first, second, third))
    offer(made)
    with pytest.raises(Refused, match="另一人"):
        issue(made, first)
    assert issue(made, second).token.issued_by == second


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"items": []}, "至少一项"),
        ({"items": ["404"]}, "可以在线核验"),
        ({"valid_to": date(2027, 1, 1)}, "最晚到 2026-12-31"),
        ({"valid_to": TODAY - timedelta(days=1)}, "早于今天"),
        ({"label": " "}, "用在哪里"),
    ],
)
def test_a_token_is_no_wider_and_no_longer_than_the_agreement(
    fields: dict[str, Any], why: str
) -> None:
    made = agreement()
    offer(made)
    offer(made, "404", may_ask=False)
    with pytest.raises(Refused, match=why):
        issue(made, user(Role.REVIEWER), **fields)
    assert not ProviderToken.objects.exists()


def test_without_an_agreement_in_force_there_is_no_token() -> None:
    made = agreement(state=AgreementState.REVIEWED)
    offer(made)
    with pytest.raises(Refused, match="没有已公布"):
        issue(made, user(Role.REVIEWER))


def test_any_hand_takes_a_token_back_at_once_and_says_why(secret: str) -> None:
    man, row = veteran(), ProviderToken.objects.get()
    with pytest.raises(PermissionRefused):
        revoke_token(token_id=row.pk, why="丢了", by=user(Role.AUDITOR), at=AT)
    with pytest.raises(Refused, match="为什么"):
        revoke_token(token_id=row.pk, why=" ", by=user(Role.PREPARER), at=AT)
    revoke_token(token_id=row.pk, why="电脑报废", by=user(Role.PREPARER), at=AT)
    with pytest.raises(UnknownToken):
        ask(secret, number_of(man))
    with pytest.raises(Refused, match="已经停用"):
        revoke_token(token_id=row.pk, why="再停一次", by=user(Role.PREPARER), at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_question_that_comes_while_the_token_is_taken_back_gets_no_answer() -> None:
    made = agreement()
    offer(made)
    issued, man, by = token(made), veteran(), user(Role.PREPARER)

    def question() -> Any:
        try:
            return ask(issued.secret, number_of(man))
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    assert question() is True
    with ThreadPoolExecutor(3) as pool:
        with transaction.atomic():
            revoke_token(token_id=issued.token.pk, why="泄露", by=by, at=AT)
            asked = [pool.submit(question) for _ in range(3)]
            until_they_wait(3)
        answers = [one.result() for one in asked]
    assert [type(one) for one in answers] == [UnknownToken] * 3
    assert Verification.objects.count() == 1
    # In the log, which has no gaps, every answer stands before the taking back.
    last = AuditEntry.objects.order_by("-serial").first()
    assert last is not None
    assert last.action == "providers.token_revoked"


def test_an_answer_is_never_changed(secret: str) -> None:
    ask(secret, number_of(veteran()))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Verification.objects.update(is_meant=False)
