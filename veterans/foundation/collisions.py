"""When PostgreSQL throws somebody out so that another can go on."""

from django.db import OperationalError

from veterans.foundation.errors import Refused

DEADLOCK = "40P01"


def collided(error: BaseException) -> Refused | None:
    """What to say about an error that only means: not now. None for any other.

    PostgreSQL breaks a circle of waiting by rolling back one of those in it, whole. Nothing is
    wrong with what was asked: asked again, it goes through.
    """
    if isinstance(error, OperationalError) and getattr(error.__cause__, "pgcode", "") == DEADLOCK:
        return Refused("刚才正好有另一项操作在改同一批人，这次没有保存。请返回，再办一次。")
    return None
