"""Catalogue files: what a tenant offers, as YAML that people write and review. The format: catalogue/README.md.

`read_catalogue` gives the checked value; storing it is a service's matter.
"""

from app.schemas.catalogue.contents import (
    Catalogue,
    CatalogueAchievement,
    CatalogueIssuer,
    CatalogueTenant,
    Framework,
    OccupationalProfile,
)
from app.schemas.catalogue.reader import read_catalogue

__all__ = [
    "Catalogue",
    "CatalogueAchievement",
    "CatalogueIssuer",
    "CatalogueTenant",
    "Framework",
    "OccupationalProfile",
    "read_catalogue",
]
