"""The web site of an edition: static pages that work without scripts, and a search for browsers that run them.

``writing.write`` makes all of it; docs/publication.md, "Site", says which pages there are and by which rules.
"""
