"""政策找人: who is entitled and does not have it, told to the station that goes to his door."""
