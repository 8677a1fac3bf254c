"""Ways to secure a document. A new proof mechanism is one module and its rows in the table here."""
