"""The residents' front page: one box over how to do a thing, the catalogue and the stations. Owns
no table.
"""
