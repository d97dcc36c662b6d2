"""Which address a sign-in is counted against when a proxy stands in front."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.behind_proxy import ClientAddressMiddleware


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the first one is invented by the client
        ("2001:db8::1", "2001:db8::1"),
        ("", "10.0.0.1"),
        ("unknown", "10.0.0.1"),
        ("203.0.113.7, ", "10.0.0.1"),
    ],
)
def test_the_address_that_the_proxy_saw_counts(header: str, address: str) -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.META["REMOTE_ADDR"])

    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header)
    assert ClientAddressMiddleware(answer)(request).content.decode() == address
