"""What a password must fulfil, said in Chinese.

Django's own rules; its translation leaves some of their sentences in English.
"""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)


class LongEnough(MinimumLengthValidator):
    """At least ``min_length`` characters."""

    def get_error_message(self) -> str:
        return f"密码太短，至少要 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 个字符。"


class NotCommon(CommonPasswordValidator):
    """None of the twenty thousand that are tried first."""

    def get_error_message(self) -> str:
        return "这个密码太常见，容易被猜中。"

    def get_help_text(self) -> str:
        return "不能是常见的密码。"


class NotOnlyDigits(NumericPasswordValidator):
    """A birthday or a telephone number is no password."""

    def get_error_message(self) -> str:
        return "密码不能全是数字。"

    def get_help_text(self) -> str:
        return "不能全是数字。"


class NotLikeTheName(UserAttributeSimilarityValidator):
    """Not the account's name or the person's, nor nearly."""

    DEFAULT_USER_ATTRIBUTES = ("username", "display_name")

    def get_error_message(self) -> str:
        return "密码与账号或姓名太相似。"

    def get_help_text(self) -> str:
        return "不能与账号或姓名相似。"
