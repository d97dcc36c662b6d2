"""The bureau's pages for accounts."""

from veterans.accounts.admin import appointments, users

__all__ = ["appointments", "users"]
