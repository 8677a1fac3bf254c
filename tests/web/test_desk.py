"""The desk: one link opens it once, its cookie is kept from scripts and other sites, and nobody is named."""
