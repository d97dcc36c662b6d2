"""The residents' door to the casework: bring something, and ask how it stands. No sign-in."""
