"""Sample career sites, served on localhost by the program itself."""
