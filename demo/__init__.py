"""Sample career sites, served on localhost by the program itself.

A site is a file in ``demo/sites``: ``[site]`` says its ``form`` (a module of ``demo/platforms``) and who it is, each
``[[posting]]`` what it shows. ``days`` are the days that show a posting, ``day2`` what is different on the second;
dates are days from the first (``demo/clock.py``). A source file of the same name in
``demo/sources`` lets it be crawled.
"""
