"""What every test may use. Data of the portal's own come from ``tests/`` beside their subject."""

import os

from hypothesis import settings

pytest_plugins = (
    "tests.support.servers",
    "tests.support.worker",
    "tests.support.browser",
    "tests.support.memory",
    "tests.guarded_tables",
)

# The same examples in every run, so that a red run is red again when looked into. To look for
# new ones: HYPOTHESIS_PROFILE=explore make test ARGS='-k property'
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
