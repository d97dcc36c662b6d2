"""How the bureau honours them: campaigns, plaques and the roll of honour.

The house reserves this floor; its rooms are built with the honours capability.
"""
