"""The database: the only place that speaks SQLAlchemy. It returns the model's nouns.

`session` opens transactions; one module per thing that is stored has its functions, each with a session as first argument;
`tables/` says how it lies there; `migrate` brings a database up to date. SQLite and PostgreSQL behave alike.
"""
