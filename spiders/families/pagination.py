"""Selector of the link to the next page of a listing, shared by several CMSes."""

NEXT_PAGE = "ul.pagination li.active + li a"
