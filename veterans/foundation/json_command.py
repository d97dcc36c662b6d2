"""Base of the management commands that the bureau's IT and acceptance scripts call.

One JSON object on standard output, progress on standard error, a Chinese message and a non-zero
end on error. A command asks a service and prints what it answers; it decides nothing.
"""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from veterans.foundation.collisions import collided
from veterans.foundation.errors import Refused


class JsonCommand(BaseCommand):
    """Implement ``run``; raise ``Refused`` to end with its message and exit status 1."""

    #: Answer keys whose truth means that the command ran but found something wrong.
    exit_status_on: str = ""

    def run(self, **options: Any) -> dict[str, Any]:
        """Do the work and return what is printed."""
        raise NotImplementedError

    def progress(self, message: str) -> None:
        """One line on standard error; nothing with ``--verbosity 0``."""
        if self._verbosity:
            self.stderr.write(message, lambda text: text)

    def handle(self, *args: Any, **options: Any) -> None:
        self._verbosity = int(options.get("verbosity", 1))
        try:
            answer = self.run(**options)
        except (Refused, OperationalError) as error:
            refusal = error if isinstance(error, Refused) else collided(error)
            if refusal is None:
                raise
            # From a shell the message stands alone; from other code it is Django's exception.
            if getattr(self, "_called_from_command_line", False):
                self.stderr.write(str(refusal))
                sys.exit(1)
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(answer, ensure_ascii=False, default=str))
        if self.exit_status_on and answer.get(self.exit_status_on):
            sys.exit(1)
