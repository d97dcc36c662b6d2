"""The verbs: agreements, tokens, and the one question a provider may ask."""
