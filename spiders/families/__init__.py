"""Layouts shared by the sites of one CMS; by them a host without a site file is recognised too."""

from crawler.families import Family
from spiders.families import a, e, z

FAMILIES = (Family(z.FAMILY_Z, z.ARTICLE), Family(e.FAMILY_E, e.ARTICLE), Family(a.FAMILY_A, a.ARTICLE))
