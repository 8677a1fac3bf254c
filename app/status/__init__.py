"""Status lists: who is revoked, told without telling who asked."""
