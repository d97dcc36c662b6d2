"""The stations' door to good news."""
