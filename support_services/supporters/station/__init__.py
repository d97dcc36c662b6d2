"""The stations' door to supporters: activities of the area, teams, and whom to tell people of."""
