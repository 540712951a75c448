"""The answers of the sample sites, a module for each platform they are on.

Each module has ``answer(site, path, query)``: what the site answers to a GET of that path on its day.
"""
