"""Database fields of the cellar."""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import IsNull

from veterans.foundation.crypto import seal, unseal


class SealedTextField(models.BinaryField):
    """Text in Python, sealed bytes in the database.

    Cannot be searched, ordered or compared: the same text is sealed differently every time. An
    exact search goes through a blind index in a column of its own. Empty text is sealed too, so
    that the length of the column does not tell who has none.
    """

    # What mypy is to take it for, whose plugin reads these two names.
    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment]

    description = "sealed text"
    empty_strings_allowed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # BinaryField leaves `editable` out where it is False; here the ordinary value is True.
        kwargs.pop("editable", None)
        if not self.editable:
            kwargs["editable"] = False
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else unseal(value).decode()

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, str):
            raise TypeError(f"{self.name} takes text, not {type(value).__name__}")
        return connection.Database.Binary(seal(value.encode()))

    def to_python(self, value: Any) -> Any:
        return value

    def get_default(self) -> Any:
        return models.Field.get_default(self)

    def value_to_string(self, obj: models.Model) -> str:
        """Refuses to be serialised: a dump would hold open personal data."""
        raise FieldError(f"{self.name} is sealed and is not written to dumps")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return IsNull
        return None

    def get_transform(self, lookup_name: str) -> Any:
        return None

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return models.Field.formfield(self, **{"form_class": forms.CharField, **kwargs})
