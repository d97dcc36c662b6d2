"""The stations' door to the finder: whom to go to, and what came of it."""
