"""The stations' door: facilities of the area, inspections with photos, ceremonies, journeys."""
