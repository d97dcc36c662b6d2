"""The stations' page of what was told them."""
