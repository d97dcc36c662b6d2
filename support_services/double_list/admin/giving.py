"""Files made on the spot and given out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from veterans.accounts.deeds import turned_back
from veterans.foundation.paper import Unprintable


def given(
    request: HttpRequest, make: Callable[[], bytes], kind: str, name: str, *, back: str
) -> HttpResponse:
    """A file to keep, never shown in place. A PDF whose letters the font does not have leads
    ``back`` to the print view, and says which."""
    try:
        content = make()
    except Unprintable as refusal:
        return turned_back(request, str(refusal), back)
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
