"""The verbs: ``register`` keeps the units, ``links`` gives them links, ``opening`` and
``replying`` are what the residents' door may do with one, ``sending`` is the worker's."""
