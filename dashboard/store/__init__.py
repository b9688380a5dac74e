"""Everything that speaks SQL: the engine, the tables, and one module per kind of record."""
