"""Reading supporters: the register, activities, contributions, and what they add up to."""
