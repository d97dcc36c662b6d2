"""A web process of its own, as the test's neighbour: asks pages as residents and programs do, and
says what it was given. One line of JSON in, one out. Its pages are kept as in production.

    in:  [address, elder edition (bool), etag or "", words]
    out: [status, the words are in it, cache-control, etag, pages kept so far]
"""

import io
import json
import sys
from typing import Any

import django
from django.conf import settings


def main() -> None:
    kept = "django.core.cache.backends.locmem.LocMemCache"
    django.setup()
    settings.CACHES["pages"]["BACKEND"] = kept
    from django.core.cache import caches
    from django.test import Client

    from veterans.foundation import elder
    from veterans.foundation.paper import PDF_TYPE

    settings.ALLOWED_HOSTS = ["*"]
    print("ready", flush=True)
    for line in sys.stdin:
        address, is_elder, etag, words = json.loads(line)
        client = Client()
        if is_elder:
            client.cookies[elder.COOKIE] = "1"
        headers: dict[str, Any] = {"if-none-match": etag} if etag else {}
        answer = client.get(address, headers=headers)
        text = answer.content.decode("utf-8", "replace")
        if answer.headers.get("Content-Type") == PDF_TYPE:
            from pypdf import PdfReader

            pages = PdfReader(io.BytesIO(answer.content)).pages
            text = "".join("".join(one.extract_text() for one in pages).split())
        said = [
            answer.status_code,
            words in text,
            answer.headers.get("Cache-Control", ""),
            answer.headers.get("ETag", ""),
            len(getattr(caches["pages"], "_cache", ())),
        ]
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
