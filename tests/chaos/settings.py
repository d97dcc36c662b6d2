"""The portal's own settings, for processes that are going to be killed.

Connections are kept as in production, since one that has outlived its server is one of the things
to be tried; and the clock rings for the sweep every other second, so that nobody has to wait for a
minute to see that a batch is not stuck.
"""

from config.settings import *  # noqa: F403
from config.settings import CELERY_BEAT_SCHEDULE, DATABASES

SWEEP_SECONDS = 2.0

DATABASES["default"]["CONN_MAX_AGE"] = 60
CELERY_BEAT_SCHEDULE["subsidies-sweep"].update(
    schedule=SWEEP_SECONDS, options={"expires": SWEEP_SECONDS}
)
