"""The stations' pages: the roster of the own area, and who is not paid."""
