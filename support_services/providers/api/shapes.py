"""What a provider asks, and the shape of what it hears."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from veterans.foundation.programs.schema import CLOSED

ITEM = r"^[0-9A-Za-z_-]{1,20}$"
NUMBER = r"^[0-9]{17}[0-9Xx]$"
# Names of formats: what no pattern can say, a check digit and what is a name.
NUMBER_FORMAT, NAME_FORMAT = "identity-number", "person-name"
LONGEST_NAME = 50


class Text(serializers.RegexField):
    """A text, and not a number that could be written as one: an identity number that came as a
    number may have lost its end on the way."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(
    {"type": "string", "format": NUMBER_FORMAT, "pattern": NUMBER, "minLength": 18, "maxLength": 18}
)
class IdentityNumber(Text):
    """The form of an identity number; whether it can be one, the service says."""


@extend_schema_field(
    {"type": "string", "format": NAME_FORMAT, "minLength": 1, "maxLength": LONGEST_NAME}
)
class PersonName(Text):
    """A name of a length that names have; whether it is one, the service says."""


@extend_schema_serializer(extensions={CLOSED: True})
class AskedShape(serializers.Serializer):
    item = Text(ITEM, max_length=20, help_text="优待项目的编号")
    name = PersonName(r"\S", max_length=LONGEST_NAME, help_text="证件上的姓名")
    number = IdentityNumber(NUMBER, max_length=18, help_text="证件上的身份证号，18 位")

    def to_internal_value(self, data: Any) -> Any:
        """Refuses fields that it does not know, so that a mistyped one is not passed over."""
        if isinstance(data, dict) and set(data) - set(self.fields):
            raise serializers.ValidationError({"": ["x"]}, code="unknown")
        return super().to_internal_value(data)


class AnswerShape(serializers.Serializer):
    entitled = serializers.BooleanField(
        help_text="这个人今天是不是这一项的优待对象；登记里没有、姓名不符、不符合条件，都是否"
    )


EXAMPLE: dict[str, Any] = {"entitled": True}
# Of a district and a day on which nobody was born.
ASKED_EXAMPLE: dict[str, Any] = {
    "item": "101",
    "name": "张示例",
    "number": "370399188001010016",
}
