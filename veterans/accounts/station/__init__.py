"""Sign-in of station workers."""
