"""The stations' pages of visits."""
