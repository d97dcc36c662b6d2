"""The verbs of the double list: duty and side, change, story and audit in one transaction."""
