"""Help in hardship: applied for, looked at on the spot, checked, handed on to the ledger; and the
small wishes that somebody else may fulfil."""
