"""光荣牌: which home is due a plaque, which has one, which ought not to, reckoned from the files;
what came of it at the door; numbers in stock; withdrawal by two people. What hangs at a home
stands in the register (``registry.Household``) and is written by ``registry/services/homes`` alone.
"""
