"""Working days: the State Council's holidays and make-up workdays, as a table that people keep."""
