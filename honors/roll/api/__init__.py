"""The programs' door to the roll: what residents read, only to be read."""
