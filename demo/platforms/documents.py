"""A site of single pages and files, each at an address of its own."""

from collections.abc import Mapping
from importlib.resources import files

from demo.site import MISSING, TYPES, Answer, Site


def answer(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    """The page or file at a path: its text in the site's data, or a file beside it."""
    document = site.data.get("documents", {}).get(path)
    if document is None:
        return MISSING
    kind = TYPES[path.rpartition(".")[2]]
    if isinstance(document, str):
        return Answer(body=site.filled(document).encode(), type=kind)
    return Answer(body=(files("demo") / "sites" / document["file"]).read_bytes(), type=kind)
