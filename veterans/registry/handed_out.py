"""A photo or scan on its way to a browser, alike at the bureau and at a station."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from veterans.registry.services.account_evidence import Shown


def handed_out(shown: Shown) -> HttpResponse:
    """The bytes with the type that was found in them, to be saved or shown by ``img``; no guess of
    another type, no script, no copy on the way."""
    response = HttpResponse(b"".join(shown.content), content_type=shown.content_type)
    headers = response.headers
    headers["Content-Disposition"] = content_disposition_header(True, shown.name) or "attachment"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cache-Control"] = "private, no-store"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # Without the portal's own policy, which would allow more.
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
