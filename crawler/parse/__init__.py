"""Parse pages and text dumps into articles, without Scrapy."""
