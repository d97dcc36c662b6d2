"""The servers and the supervisor behind ``make demo``, ``make run`` and ``make test``.

For one machine and one person: production runs the same programs under its own supervision (see
``docker-compose.yml``). Knows nothing of the portal's apps; it starts programs and stops them.
"""
