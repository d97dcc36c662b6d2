"""Cases and errands of the demo bureau, all invented, from the fixed seed."""
