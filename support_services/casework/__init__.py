"""诉求和代办: what people ask, want, complain of, and what stations carry through for them."""
