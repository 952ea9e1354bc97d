"""Families: layouts shared by sites on one CMS, also used to recognise hosts without a site file."""

from crawler.families import Family
from spiders.families import a, e, z

FAMILIES = (Family(z.FAMILY_Z, z.ARTICLE), Family(e.FAMILY_E, e.ARTICLE), Family(a.FAMILY_A, a.ARTICLE))
