"""What may be done to accounts and sign-ins, by subject."""
