"""The residents' door to 公示: rosters while they are made public, gone by themselves after."""
