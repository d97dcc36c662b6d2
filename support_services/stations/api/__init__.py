"""The programs' door to the stations: what the residents' pages tell, only to be read."""
