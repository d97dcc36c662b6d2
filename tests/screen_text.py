"""What a person reads on a page, without what only machines read."""

import re
from html import unescape

_UNSEEN = re.compile(r"<(script|style|head)\b.*?</\1>|<!--.*?-->", re.S | re.I)
_SAID = re.compile(r"(?:aria-label|title|placeholder|alt|data-label)=\"([^\"]*)\"")
# Pieces of one line: taking them away leaves no gap.
_INLINE = re.compile(r"</?(?:span|wbr|strong|a)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")
_LATIN = re.compile(r"[A-Za-z]{2,}")


def text_of(html: str) -> str:
    """The words of the page, those read out by a screen reader included."""
    seen = _UNSEEN.sub(" ", html)
    title = re.search(r"<title>(.*?)</title>", html, re.S)
    said = " ".join(_SAID.findall(seen))
    return unescape(
        " ".join([title[1] if title else "", _TAG.sub(" ", _INLINE.sub("", seen)), said])
    )


def latin_words(html: str, *allowed: str) -> list[str]:
    """Words on the page that are not Chinese, apart from those allowed."""
    return [word for word in _LATIN.findall(text_of(html)) if word not in allowed]
