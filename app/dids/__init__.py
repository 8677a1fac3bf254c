"""DID methods. A new method is one module and one entry here."""
