"""How sure a source is: one scale for rates, rules, figures and calendars."""

from django.db.models import TextChoices


class Confidence(TextChoices):
    """How sure the source of a figure or rule is. Only the bureau can confirm."""

    VERIFIED = "verified", "已核对原文"
    REPORTED = "reported", "转载来源"
    INFERRED_DATE = "inferred_date", "日期系推定"
    UNCONFIRMED = "unconfirmed", "未经证实"
