"""The stations' door to the plaques."""
