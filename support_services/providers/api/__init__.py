"""The programs' door to verification: one question of a provider, answered yes or no."""
