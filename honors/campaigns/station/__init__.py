"""The stations' door to campaigns: a station nominates and sees what became of it."""
