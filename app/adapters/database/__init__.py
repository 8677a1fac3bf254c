"""The database: the only place that speaks SQLAlchemy. It returns the model's nouns and its own records."""
