"""What the bureau does for them: stations, subsidies and the services that follow."""
