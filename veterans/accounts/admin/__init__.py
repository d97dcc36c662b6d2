"""The bureau's pages for accounts."""

from veterans.accounts.admin import appointments, sign_ins, users

__all__ = ["appointments", "sign_ins", "users"]
