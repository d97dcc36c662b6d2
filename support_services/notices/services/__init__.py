"""The verbs: rules by two people, planning, sending, telling, and what people do to a notice."""
