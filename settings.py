"""Every setting, Scrapy's and ours, read from the environment in this one place."""
