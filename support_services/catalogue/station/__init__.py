"""The stations' door to the catalogue: what is published, and what one person may claim."""
