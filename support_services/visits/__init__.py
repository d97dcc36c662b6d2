"""Visits: who is to be visited when, by whom they were, how they are and what they need."""
