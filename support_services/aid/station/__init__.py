"""The stations' pages of hardship aid and wishes."""
