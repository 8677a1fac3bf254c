"""Key stores, chosen by URI scheme. A new store is one module and one entry here."""
