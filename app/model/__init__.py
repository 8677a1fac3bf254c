"""The nouns of the service. They know nothing but each other."""
