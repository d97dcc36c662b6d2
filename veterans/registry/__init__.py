"""People, households, categories and bank accounts."""
