"""What every address of the programs' door (``/api/``) has in common: how it is asked and limited,
how it says that something is wrong, how it is described. Each app's own addresses are in its
``api``."""
