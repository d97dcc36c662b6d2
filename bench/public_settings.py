"""The portal's own settings with residents' pages kept as in production, and one bare view more."""

import os

from config.settings import *  # noqa: F403
from config.settings import CACHES, DATABASES

ROOT_URLCONF = "bench.public_urls"
# Connections are kept, as in production.
DATABASES["default"]["CONN_MAX_AGE"] = 600
if os.environ.get("BENCH_KEPT") == "1":
    CACHES["pages"]["BACKEND"] = "django.core.cache.backends.locmem.LocMemCache"
