"""A provider's till asks by program: yes, no, or why it was not asked rightly; nothing echoed."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.providers.models import Verification
from support_services.providers.services import verifying
from support_services.providers.services.tokens import Issued, revoke_token
from tests.api.test_programs_door import problem
from tests.foundation.test_requests import lines  # noqa: F401
from tests.providers.makers import agreement, offer, token, veteran
from tests.subsidies.factories import user
from veterans.accounts.roles import Role
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/verifications"


@pytest.fixture
def issued() -> Issued:
    today = timezone.localdate()
    made = agreement(valid_from=today - timedelta(days=30), valid_to=today + timedelta(days=30))
    offer(made)
    return token(made, at=timezone.now(), today=today, valid_to=today + timedelta(days=9))


@pytest.fixture
def man() -> Person:
    return veteran()


def ask(client, issued, body, **headers):
    sent = {"Authorization": f"Bearer {issued.secret}", **headers} if issued else headers
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(ADDRESS, text, content_type="application/json", headers=sent)


def about(man, **changes):
    return {"item": "101", "name": man.name, "number": str(man.id_number), **changes}


def test_yes_and_no_and_nothing_else(client: Client, issued: Issued, man: Person) -> None:
    answer = ask(client, issued, about(man))
    assert answer.json() == {"entitled": True}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert not answer.cookies
    assert ask(client, issued, about(man, name="李四")).json() == {"entitled": False}
    rows = Verification.objects.order_by("pk").values_list("is_meant", flat=True)
    assert list(rows) == [True, False]


@pytest.mark.parametrize("said", [None, "", "Bearer", "Bearer ", "Basic eDp5", "Bearer nobody's"])
def test_without_a_token_nothing_is_read(client: Client, man: Person, said: str | None) -> None:
    headers = {} if said is None else {"Authorization": said}
    answer = ask(client, None, "{", **headers)
    problem(answer, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_that_is_none_of_ours_or_was_taken_back(
    client: Client, issued: Issued, man: Person
) -> None:
    problem(ask(client, None, about(man), Authorization="Bearer abc"), "unauthorized")
    revoke_token(token_id=issued.token.pk, why="遗失", by=user(Role.APPROVER), at=timezone.now())
    problem(ask(client, issued, about(man)), "unauthorized")
    assert not Verification.objects.exists()


def test_an_item_that_is_not_agreed(client: Client, issued: Issued, man: Person) -> None:
    told = problem(ask(client, issued, about(man, item="203")), "forbidden")
    assert "协议" in told["detail"]


@pytest.mark.parametrize(
    ("body", "code", "names"),
    [
        ("", "bad-body", {"item", "name", "number"}),
        ("{", "malformed-body", set()),
        ("[]", "bad-body", {""}),
        ('"370303194901011234"', "bad-body", {""}),
        ({}, "bad-body", {"item", "name", "number"}),
        ({"item": "101", "name": "", "number": None}, "bad-body", {"name", "number"}),
        ({"item": "101", "name": ["张"], "number": {}}, "bad-body", {"name", "number"}),
        ({"item": "101", "name": "张", "number": "37030319490101123"}, "bad-body", {"number"}),
        ({"item": "a b", "name": "张" * 51, "number": "x"}, "bad-body", {"item", "name", "number"}),
        ({"item": "101", "name": "张\x00", "number": 370303194901011234}, "bad-body",
         {"name", "number"}),
        ({"item": "101", "name": "张", "number": "370303194901011234"}, "refused", set()),
        ({"item": "101", "name": "张​三", "number": "37039918800101001" + "6"}, "refused",
         set()),
        ({"itme": "101", "name": "张", "number": "370303194901011234"}, "bad-body", {""}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_field_and_not_repeated(
    client: Client, issued: Issued, body: object, code: str, names: set[str]
) -> None:
    answer = ask(client, issued, body)
    told = json.loads(answer.content)
    assert (told["type"], answer.status_code) == (f"/api/#{code}", answer.status_code)
    assert answer.status_code in (400, 422)
    assert {one["name"] for one in told.get("errors", [])} == names
    assert "3703" not in answer.text
    assert "itme" not in answer.text
    assert not Verification.objects.exists()


def test_other_formats_and_too_much(client: Client, issued: Issued, man: Person) -> None:
    key = {"Authorization": f"Bearer {issued.secret}"}
    problem(client.post(ADDRESS, about(man), headers=key), "unsupported-media-type")
    problem(ask(client, issued, json.dumps({**about(man), "x": "y" * 9000})), "too-large")
    problem(ask(client, issued, about(man), Accept="text/html"), "not-acceptable")
    refused = client.get(ADDRESS, headers=key)
    problem(refused, "method-not-allowed")
    assert refused.headers["Allow"] == "POST, OPTIONS"
    problem(client.post(f"{ADDRESS}?number=1", "{}", headers=key,
                        content_type="application/json"), "bad-parameter")  # fmt: skip
    # A charset that only Python knows is none between programs.
    body, kind = json.dumps(about(man)), "application/json; charset=rot13"
    answer = client.generic("POST", ADDRESS, body, content_type=kind, headers=key)
    assert answer.json() == {"entitled": True}


def test_too_fast(client: Client, issued: Issued, man: Person, settings: object) -> None:
    settings.PORTAL_VERIFICATIONS_PER_MINUTE = 1  # type: ignore[attr-defined]
    # Three, since a minute may end between two of them.
    answers = [ask(client, issued, about(man)) for _ in range(3)]
    assert answers[0].status_code == 200
    refused = next(one for one in answers if one.status_code != 200)
    problem(refused, "too-often")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_after_many_noes_it_rests_until_tomorrow(
    client: Client, issued: Issued, man: Person, settings: object
) -> None:
    settings.PORTAL_VERIFICATION_NOES_PER_DAY = 1  # type: ignore[attr-defined]
    assert ask(client, issued, about(man, name="李四")).status_code == 200
    refused = ask(client, issued, about(man))
    assert "明天" in problem(refused, "too-often")["detail"]
    local = timezone.localtime()
    left = 24 * 3600 - (local.hour * 3600 + local.minute * 60 + local.second)
    assert abs(int(refused.headers["Retry-After"]) - left) <= 60


def test_wrong_tokens_are_counted_before_anything_is_looked_up(
    man: Person, settings: object
) -> None:
    settings.PORTAL_API_PER_MINUTE = 1  # type: ignore[attr-defined]
    client = Client(REMOTE_ADDR="10.9.9.9")  # nobody else has asked from there
    statuses = []
    for guess in "abc":
        with CaptureQueriesContext(connection) as asked:
            answer = ask(client, None, about(man), Authorization=f"Bearer {guess}")
        statuses.append((answer.status_code, len(asked)))
    assert statuses[0][0] == 401
    assert (429, 0) in statuses


def test_no_log_and_no_error_holds_a_number_or_a_name(
    issued: Issued,
    man: Person,
    lines,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quiet = Client(raise_request_exception=False)
    ask(quiet, issued, about(man))
    ask(quiet, issued, about(man, number=str(man.id_number)[:17] + "?"))
    ask(quiet, None, about(man))
    ask(quiet, issued, json.dumps(about(man)) + "}")

    def broken(**given: str) -> None:
        raise ValueError(f"{given['number']}")

    monkeypatch.setattr(verifying, "verify", broken)
    fault = ask(quiet, issued, about(man))
    problem(fault, "server-error")
    written = json.dumps(lines(), ensure_ascii=False)
    assert "ValueError" in written
    for told in (written, fault.text):
        assert str(man.id_number) not in told
        assert str(man.id_number)[:17] not in told
        assert man.name not in told
        assert issued.secret not in told
