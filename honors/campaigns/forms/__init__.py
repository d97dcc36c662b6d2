"""What is filled in for campaigns, by subject."""
