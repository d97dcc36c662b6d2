"""The residents' door to the memorials: the register, facilities, and a booking without sign-in."""
