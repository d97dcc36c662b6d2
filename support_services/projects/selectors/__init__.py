"""Reading projects. All of them are the bureau's; stations see none."""
