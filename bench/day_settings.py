"""The portal's own settings and the bare views that the pages of the day are held against."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES

ROOT_URLCONF = "bench.day_urls"
# Connections are kept, as in production.
DATABASES["default"]["CONN_MAX_AGE"] = 600
