"""The demo bureau: invented people and places to work, and two years of money paid to them.

``names``, ``numbers``, ``places``, ``lives`` and ``story`` invent a ``population`` and its
``events``, with a fixed seed, from nothing but a day called ``today``; they know no Django and no
database. ``loading``, ``staff``, ``telling``, ``bank`` and ``months`` put what was invented into
the portal, through the portal's own services wherever there is one; ``bureau`` says in which
order. Nobody in it exists.
"""
