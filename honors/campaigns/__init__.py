"""评选表彰: award campaigns from the call to the framed certificate."""
