"""Runs a management command with production's settings, but secrets made up on the spot.

    python -m config.as_production collectstatic --noinput

For building the image and for checks: neither may know a real secret, and neither asks a server.
"""

import os
import sys

from config import environment


def main(arguments: list[str]) -> None:
    from django.core.management import execute_from_command_line

    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        del os.environ[name]
    os.environ.update(environment.made_up())
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    execute_from_command_line(["manage.py", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
