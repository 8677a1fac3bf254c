"""Credential formats: an award in, an unsecured document out. A new format is one module and one entry here."""
