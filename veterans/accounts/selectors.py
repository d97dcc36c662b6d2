"""Reading accounts."""

from collections.abc import Iterable

from veterans.accounts.models import User
from veterans.foundation.errors import Refused


def user_by_name(username: str) -> User:
    """The active account of that name, for commands with ``--by``; refuses any other."""
    user = User.objects.select_related("region").filter(username=username.strip()).first()
    if user is None:
        raise Refused(f"没有名为“{username}”的账号。")
    if not user.is_active:
        raise Refused(f"账号“{username}”已停用。")
    return user


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """``王芳（复核）`` by key of the account; one query, unknown keys are left out."""
    known = {key for key in user_ids if key is not None}
    return {
        user.pk: f"{user}（{user.get_role_display()}）"
        for user in User.objects.filter(pk__in=known)
    }


def user_by_id(user_id: int) -> User | None:
    """The account with that key, for work that somebody sent off; None when there is none."""
    return User.objects.filter(pk=user_id).first()
