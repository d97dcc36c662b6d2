"""The residents' door: find the station of a village, without sign-in, cookie or script."""
