"""A request's number, its log line, its error page; and what none of them may hold."""

import json
import logging
import re
from io import StringIO

import pytest
import structlog
from django.db import IntegrityError, transaction
from django.test import Client

from tests.people import colleague
from veterans.foundation import logs, request_number
from veterans.foundation.personal_data import kind_in, scrub

pytestmark = pytest.mark.urls("tests.foundation.urls_for_tests")


@pytest.fixture
def quiet():
    return Client(raise_request_exception=False)


@pytest.fixture
def lines():
    """Reads, once, every log line written since the last reading, as in production: JSON."""
    handlers, level = logging.root.handlers[:], logging.root.level
    logs.configure(json=True, level="DEBUG")
    written = StringIO()
    [own] = logging.root.handlers
    own.setStream(written)

    def read():
        text = written.getvalue()
        written.seek(0)
        written.truncate()
        return [json.loads(line) for line in text.splitlines()]

    yield read
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


class TestNumber:
    def test_short_and_sayable(self):
        numbers = {request_number.new() for _ in range(2000)}
        assert len(numbers) == 2000
        assert all(re.fullmatch(r"[34679ACDEFGHJKMNPRTWXY]{8}", number) for number in numbers)
        assert all(request_number.is_number(number) for number in numbers)

    @pytest.mark.parametrize(
        "text", ["", "ACDEFGH", "ACDEFGHJK", "ACDEFGHO", "acdefghj", "A\nCDEFGH"]
    )
    def test_other_texts_are_none(self, text):
        assert not request_number.is_number(text)

    def test_one_for_each_request_in_header_and_code(self, client):
        first, second = client.get("/number/"), client.get("/number/")
        assert first.text == first.headers["X-Request-Id"]
        assert first.text != second.text
        assert request_number.current() == ""

    def test_a_number_from_outside_is_not_taken_over(self, client):
        answer = client.get("/number/", headers={"X-Request-Id": "ACDEFGHJ"})
        assert answer.text != "ACDEFGHJ"

    def test_gone_after_an_exception(self):
        with pytest.raises(ValueError, match="x"), request_number.numbered("ACDEFGHJ"):
            raise ValueError("x")
        assert request_number.current() == ""


class TestErrorPages:
    @pytest.mark.parametrize(
        ("how", "status", "says"),
        [
            ("refused", 400, "金额不能是负数，请改正。"),
            ("permission", 403, "此操作由“审批”岗位办理。"),
            ("notfound", 404, "没有找到"),
            ("http404", 404, "没有找到"),
            ("denied", 403, "不能办理"),
            ("denied-ours", 403, "请从局工作台进入。"),
            ("bad", 400, "无法处理"),
            ("bug", 500, "不是您的操作有误"),
            ("collision", 409, "请返回，再办一次"),
            ("database", 500, "不是您的操作有误"),
        ],
    )
    def test_words_and_the_number_to_quote(self, quiet, how, status, says):
        page = quiet.get(f"/fail/{how}/")
        assert page.status_code == status
        assert says in page.text
        assert page.headers["X-Request-Id"] in page.text
        assert page.headers["Cache-Control"] == "no-store"
        for secret in ("张三", "3703031949", "malformed", "Traceback", "ValueError"):
            assert secret not in page.text

    def test_not_found_and_not_yours_are_the_same_page(self, quiet):
        pages = [quiet.get(address) for address in ("/fail/notfound/", "/fail/http404/", "/no/")]
        texts = {page.text.replace(page.headers["X-Request-Id"], "") for page in pages}
        assert len(texts) == 1

    def test_without_database_and_session(self, quiet):
        """No database mark on this test: any query would fail it."""
        assert quiet.get("/fail/bug/").status_code == 500
        assert quiet.get("/no-such-page/").status_code == 404

    def test_a_broken_template_does_not_hide_the_error(self, quiet, settings, lines):
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": False}]
        page = quiet.get("/fail/bug/")
        assert page.status_code == 500
        assert page.headers["X-Request-Id"] in page.text
        assert "不是您的操作有误" in page.text
        assert [line for line in lines() if line["event"] == "error page failed"]


class TestLogLine:
    def test_one_line_with_path_and_without_query(self, client, lines):
        answer = client.get("/number/", {"name": "张三", "id": "370303194901011234"})
        [line] = [line for line in lines() if line["event"] == "request"]
        assert line["request"] == answer.headers["X-Request-Id"]
        assert (line["method"], line["path"], line["status"]) == ("GET", "/number/", 200)
        assert (line["user"], line["level"]) == (None, "info")
        assert isinstance(line["ms"], int)
        assert set(line) == {
            "event", "level", "logger", "method", "ms", "path", "request", "status", "timestamp",
            "user",
        }  # fmt: skip

    def test_the_secret_of_a_link_is_in_no_line(self, quiet, lines):
        secret = "Ab-3_" * 8 + "xyz"
        quiet.get(f"/no-such-page/{secret}/kan/")
        told = [line for line in lines() if "kan" in str(line)]
        assert len(told) >= 2  # ours, and Django's own of a page that is not there
        assert secret not in str(told)

    @pytest.mark.django_db
    def test_the_user_by_key_only_and_no_address(self, client, lines):
        user = colleague("wang.li", display_name="王丽")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        lines()
        client.get("/bureau/", REMOTE_ADDR="10.9.8.7", headers={"user-agent": "Netscape 4"})
        read = lines()
        [line] = [line for line in read if line["event"] == "request"]
        assert line["user"] == user.pk
        assert not re.search(
            "王丽|wang|10\\.9\\.8\\.7|Netscape", json.dumps(read, ensure_ascii=False)
        )

    def test_every_line_of_a_failing_request_has_the_number(self, quiet, lines):
        answer = quiet.get("/fail/bug/?q=李四")
        read = lines()
        assert len(read) >= 2
        assert {line["request"] for line in read} == {answer.headers["X-Request-Id"]}
        text = json.dumps(read, ensure_ascii=False)
        assert "ValueError" in text
        assert "urls_for_tests.py" in text  # the traceback is there
        assert not re.search("李四|3703031949|13812345678", text)

    def test_numbers_in_an_address_are_covered(self, quiet, lines):
        quiet.get("/people/370303194901011234/13812345678/")
        text = json.dumps(lines(), ensure_ascii=False)
        assert "/people/[…]/[…]/" in text
        assert not re.search("3703031949|13812345678", text)

    def test_sign_in_names_and_addresses_stay_out(self, db, client, lines):
        for _ in range(6):
            client.post(
                "/bureau/login/",
                {"username": "wang.li", "password": "Geheim-2026"},
                REMOTE_ADDR="10.9.8.7",
            )
        text = json.dumps(lines(), ensure_ascii=False)
        assert not re.search("wang|Geheim|10\\.9\\.8\\.7", text)

    def test_health_checks_do_not_fill_the_log(self, db, client, lines):
        logging.root.setLevel("INFO")
        client.get("/healthz")
        assert [line for line in lines() if line["event"] == "request"] == []


class TestScrubbing:
    def test_values_of_any_kind(self, lines):
        structlog.get_logger("x").info(
            "paid 370303194901011234",
            account="6217 0000 1234 1234",
            people=["13812345678"],
            count=5,
            ok=True,
            nothing=None,
        )
        [line] = lines()
        assert line["event"] == "paid […]"
        assert (line["account"], line["people"]) == ("[…]", "['[…]']")
        assert (line["count"], line["ok"], line["nothing"]) == (5, True, None)

    def test_arguments_of_ordinary_loggers(self, lines):
        logging.getLogger("third.party").warning("user %s failed", "370303194901011234")
        [line] = lines()
        assert line["event"] == "user […] failed"

    def test_rows_that_postgresql_repeats(self, lines):
        error = ValueError(
            'duplicate key value violates unique constraint "x"\n'
            "DETAIL:  Failing row contains (7, 张三, 柳泉路 1 号).\n"
        )
        try:
            raise error
        except ValueError:
            logging.getLogger("x").exception("failed")
        [line] = lines()
        assert "duplicate key" in line["exception"]
        assert "张三" not in line["exception"]
        assert "柳泉路" not in line["exception"]

    @pytest.mark.django_db
    def test_a_real_error_of_the_database(self, lines):
        # Put together here, because a traceback quotes the source.
        name = "".join(["王", "丽"])
        try:
            with transaction.atomic():
                colleague("wang.li", role="root", display_name=name)
        except IntegrityError:
            logging.getLogger("x").exception("failed")
        text = json.dumps(
            [line for line in lines() if line["event"] == "failed"], ensure_ascii=False
        )
        assert "user_role_known" in text
        assert text.count("DETAIL: […]") == 2
        assert "direct cause" in text
        assert name not in text

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("370303194901011234", "identity number"),
            ("370303 19490101 123X", "identity number"),
            ("138 1234 5678", "mobile number"),
            ("6217-0000-1234-1234", "account number"),
            ("621700001234123", "identity number"),
            ("62170000123412345678", "account number"),
            ("370303001000", ""),
            ("2026-11-01", ""),
            ("12345678.00", ""),
        ],
    )
    def test_forms(self, text, kind):
        assert kind_in(f"x {text}，") == kind
        assert scrub(f"x {text}，") == ("x […]，" if kind else f"x {text}，")

    def test_plain_lines_for_people(self, capsys):
        handlers = logging.root.handlers[:]
        logs.from_settings({"json": False, "level": "INFO"})
        structlog.get_logger("x").info("saved", n=1)
        logging.root.handlers[:] = handlers
        assert "saved" in capsys.readouterr().err
