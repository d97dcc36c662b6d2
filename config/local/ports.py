"""Which port a server may take."""

from __future__ import annotations

import socket

from config.local.console import say


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now, under the same terms as the servers ask for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def any_port(host: str = "127.0.0.1") -> int:
    """A port nobody holds now. Somebody may take it before its user does: be ready to ask again."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def port_for(what: str, preferred: int, host: str = "127.0.0.1") -> int:
    """The preferred port, or another one with a word about it."""
    if is_free(preferred, host):
        return preferred
    port = any_port(host)
    say(f"    port {preferred} is taken: {what} takes {port} instead")
    return port
