"""What the auditor is told without asking: unusual looks at files, and how the log stands."""
