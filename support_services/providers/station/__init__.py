"""The stations' door to providers: those of the area, to tell people where to go."""
