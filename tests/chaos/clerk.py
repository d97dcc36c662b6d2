"""A colleague at the bureau's door, with a browser of one tab: signs in, reads, presses buttons.

What goes wrong on the way is told, not raised: a person sees a broken page and looks again.
"""

import http.client
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

from tests.chaos.portal import Portal
from tests.people import PASSWORD
from tests.screen_text import text_of

_HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|token)" value="([^"]*)"')
_BOUNDARY = "----------a-return-of-the-bank"


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when nothing did."""

    status: int
    url: str = ""
    body: bytes = b""

    @property
    def ok(self) -> bool:
        return self.status == 200

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    @property
    def hidden(self) -> dict[str, str]:
        return dict(_HIDDEN.findall(self.text))

    def says(self, words: str) -> bool:
        return words in text_of(self.text)


@dataclass
class Tally:
    """What all the browsers saw. A finding is an answer that nobody should ever get."""

    requests: int = 0
    broken_while_down: int = 0
    collisions: int = 0
    findings: list[str] = field(default_factory=list)


class Clerk:
    """One signed-in session of one person."""

    def __init__(self, username: str, portal: Portal, tally: Tally) -> None:
        self.username, self.portal, self.tally = username, portal, tally
        self.base = f"http://127.0.0.1:{portal.port}"
        self.browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def get(self, path: str) -> Answer:
        """The page; signs in first when the door asks for it."""
        found = self._ask(path)
        if "/login/" not in found.url:
            return found
        page = self._ask("/bureau/login/")
        signed = self._ask(
            "/bureau/login/",
            {"username": self.username, "password": PASSWORD, **page.hidden},
        )
        if not signed.ok or "/login/" in signed.url:
            return Answer(0) if signed.ok else signed
        return self._ask(path)

    def post(self, path: str, page: Answer, **data: str | list[str]) -> Answer:
        """The form of ``page``, sent with what it hid."""
        return self._ask(path, {**page.hidden, **data})

    def upload(self, path: str, page: Answer, content: bytes) -> Answer:
        """A file, as a browser sends it."""
        head = (
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
            f"{page.hidden.get('csrfmiddlewaretoken', '')}\r\n--{_BOUNDARY}\r\n"
            'Content-Disposition: form-data; name="file"; filename="return.txt"\r\n'
            "Content-Type: text/plain\r\n\r\n"
        ).encode()
        body = head + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={_BOUNDARY}"
        return self._send(urllib.request.Request(self.base + path, body, {"Content-Type": kind}))

    def _ask(self, path: str, data: dict[str, str | list[str]] | None = None) -> Answer:
        body = urllib.parse.urlencode(data, doseq=True).encode() if data is not None else None
        return self._send(urllib.request.Request(self.base + path, body))

    def _send(self, request: urllib.request.Request) -> Answer:
        self.tally.requests += 1
        try:
            with self.browser.open(request, timeout=60) as response:
                return Answer(response.status, response.url, response.read())
        except urllib.error.HTTPError as error:
            answer = Answer(error.code, error.url, error.read())
        except (OSError, http.client.HTTPException) as error:
            answer = Answer(0, str(error))
        self._judge(request, answer)
        return answer

    def _judge(self, request: urllib.request.Request, answer: Answer) -> None:
        down = self.portal.disturbed.is_set()
        if answer.status == 409:  # "not now, nothing was saved": asked again, it goes through
            self.tally.collisions += 1
        elif down and not 400 <= answer.status < 500:
            self.tally.broken_while_down += 1
        else:  # broken with all servers up; or a server was down, and the person was blamed for it
            what = answer.status or f"no answer ({answer.url})"
            path = urllib.parse.urlsplit(request.full_url).path
            self.tally.findings.append(
                f"{request.get_method()} {path} by {self.username}: {what}, "
                f"with {'something down' if down else 'all servers up'}"
            )
