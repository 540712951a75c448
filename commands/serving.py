"""``electionjobs serve``: pages, feeds, the desk and the database explorer on localhost."""

import datetime as dt
import errno
import signal
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click
import sqlalchemy as sa
import uvicorn
from sqlalchemy.pool import ConnectionPoolEntry

from commands.deeds import acting
from commands.frame import DB, Trouble, clear_errors, given_settings
from desk.web.application import NO_EXPLORER, application
from desk.web.explorer import Explorer
from desk.web.room import Room
from desk.web.sessions import LOOPBACK, Doorkeeper
from exports import switch
from settings import MEBIBYTE, Settings

_FORM = 2 * MEBIBYTE
"""What a form may carry beside a document."""

_PATIENCE = 5
"""Seconds that requests under way have when the server stops."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0: a free one.")
@click.option("--name", "names", multiple=True, help="Another host name it is reached by (beside that of the site).")
@click.option("--out", type=click.Path(path_type=Path), help="Published folder (default public).")
@DB
def serve(host: str, port: int, names: tuple[str, ...], out: Path | None, db: str | None) -> None:
    """Serve the published pages and feeds, feeds of any combination, the desk (/desk/) and the explorer (/db/).

    \b
    Examples:
      electionjobs serve
      electionjobs serve --port 8080 --out demo-public --db demo.db
      ELECTIONJOBS_DESK_TOKEN=… electionjobs serve --host 0.0.0.0 --name jobs.example.org
    """
    with clear_errors():
        settings = given_settings(db=db, out=out)
        exposed = host not in ("localhost", "127.0.0.1", "::1")
        if exposed and not settings.desk_token:
            raise Trouble(f"{host}: others could reach the desk there; set ELECTIONJOBS_DESK_TOKEN, or serve 127.0.0.1")
        if switch.current(settings.out) is None:
            raise Trouble(f"{settings.out}: there is no published folder; electionjobs export writes it")
        if "://" not in settings.db and not Path(settings.db).is_file():
            raise Trouble(f"{settings.db}: there is no database; electionjobs crawl makes it")
        actions = acting(settings, "desk")
        follow(actions.engine)
        room = Room(
            engine=actions.engine,
            out=settings.out,
            site=settings.site,
            actions=actions,
            door=Doorkeeper(settings.desk_token or None, exposed=exposed),
            now=lambda: dt.datetime.now(dt.UTC),
            most_bytes=settings.max_bytes + _FORM,
        )
        listening = _listen(host, port)
        with tempfile.TemporaryDirectory(prefix="electionjobs-explorer-") as folder:
            explorer = _explorer(actions.engine, Path(folder))
            app = application(room, explorer, _names(host, names, settings))
            at = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
            click.echo(f"{at}  pages and feeds\n{at}desk/  the desk\n{at}db/  the database explorer")
            if explorer is None:
                click.echo(NO_EXPLORER.strip())
            _run(
                uvicorn.Config(app, log_level="error", server_header=False, timeout_graceful_shutdown=_PATIENCE),
                listening,
            )


def follow(engine: sa.Engine) -> None:
    """Let connections end that still read a file which another one replaced (``electionjobs db restore``)."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    path = Path(engine.url.database)

    def opened(_: object, record: ConnectionPoolEntry) -> None:
        record.info["file"] = path.stat().st_ino

    def taken(_: object, record: ConnectionPoolEntry, __: object) -> None:
        if record.info.get("file", path.stat().st_ino) != path.stat().st_ino:
            raise sa.exc.DisconnectionError(f"{path}: was replaced")

    sa.event.listen(engine, "connect", opened)
    sa.event.listen(engine, "checkout", taken)
    engine.dispose()


def _explorer(engine: sa.Engine, folder: Path) -> Explorer | None:
    path = engine.url.database
    return Explorer(Path(path), folder) if engine.dialect.name == "sqlite" and path else None


def _names(host: str, given: Sequence[str], settings: Settings) -> list[str]:
    """The host names that are answered: no other site's name may lead here."""
    own = urlsplit(settings.site).hostname or ""
    bound = f"[{host}]" if ":" in host else host
    return list(dict.fromkeys(name.lower() for name in (*LOOPBACK, own, bound, *given) if name))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except socket.gaierror as problem:
        raise Trouble(f"{host}: is no address of this machine; leave --host out") from problem
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise Trouble(f"port {port} is taken; stop what runs there, or give another with --port") from problem
        raise Trouble(f"{host}, port {port}: {problem.strerror}; give another with --host or --port") from problem


def _run(config: uvicorn.Config, listening: socket.socket) -> None:
    """Serve until somebody says stop, which is the way it is meant to end."""
    # The server stops by itself at these and passes them on when it is done: there is nothing left to do then.
    before = {name: signal.signal(name, lambda *_: None) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
