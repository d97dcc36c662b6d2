"""参与单位: the units, organisations and people that take part, and what they answer without an
account."""
