"""How the bureau honours them: the roll of honour, on which campaigns, plaques and good-news
letters are to stand.
"""
