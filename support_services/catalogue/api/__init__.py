"""The programs' door to the catalogue: everything published, for whoever asks, only to be read."""
