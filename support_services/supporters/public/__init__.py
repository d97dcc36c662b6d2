"""The residents' door to supporters: places with a badge, what a number proves, jobs, activities;
without sign-in, cookie or script."""
