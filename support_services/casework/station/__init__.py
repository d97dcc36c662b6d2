"""The stations' door to cases and errands: the pages of ``pages``, in the frame of that door."""
