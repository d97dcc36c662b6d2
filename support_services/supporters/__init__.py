"""拥军力量: who supports, what they hold, what is done together, what is given."""
