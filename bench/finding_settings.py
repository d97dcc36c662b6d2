"""The portal's own settings and one page more: the bare look-up that finding is held against."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES

ROOT_URLCONF = "bench.finding_urls"
# Connections are kept, as in production.
DATABASES["default"]["CONN_MAX_AGE"] = 60
