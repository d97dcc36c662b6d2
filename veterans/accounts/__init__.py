"""Users, their role and the region they serve; sign-in."""
