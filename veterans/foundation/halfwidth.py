"""Text as it is compared: whoever types numbers and names on a Chinese keyboard types them wide."""

import unicodedata


def squeezed(text: str) -> str:
    """Half width, without any spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())
