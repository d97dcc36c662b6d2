"""The door of units that have a link: no account, no session."""
