"""Reading for the steering group: ``counting`` makes numbers of a floor's rows, ``tasks`` and
``reports`` read what was promised and how it stands."""
