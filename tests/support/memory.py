"""Keeps Python from counting over and over what every test of a process shares.

A process of the suite holds some seven hundred megabytes that live until it ends: modules, models,
collected tests. Each full round of the garbage collector walks all of them; without that the suite
takes a tenth less of processor time.
"""

import gc


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
