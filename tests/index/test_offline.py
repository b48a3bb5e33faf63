"""The guard that keeps all tests off the network."""

import os
import socket
from pathlib import Path

import pytest

ELSEWHERE = "192.0.2.1"  # TEST-NET-1, RFC 5737.


def test_a_connection_that_leaves_the_machine_is_blocked() -> None:
    with socket.socket() as client, pytest.raises(RuntimeError, match="offline"):
        client.connect((ELSEWHERE, 443))
    with socket.socket() as client, pytest.raises(RuntimeError, match="offline"):
        client.connect_ex((ELSEWHERE, 443))
    with socket.socket(socket.AF_INET6) as client, pytest.raises(RuntimeError, match="offline"):
        client.connect(("2001:db8::1", 443))
    with pytest.raises(RuntimeError, match="offline"):
        socket.create_connection((ELSEWHERE, 443))


def test_a_datagram_that_leaves_the_machine_is_blocked() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as client, pytest.raises(RuntimeError, match="offline"):
        client.sendto(b"question", (ELSEWHERE, 53))


def test_a_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(RuntimeError, match="offline"):
        socket.getaddrinfo("example.org", 443)
    with pytest.raises(RuntimeError, match="offline"):
        socket.gethostbyname("example.org")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_server_on_this_machine_is_reached(host: str) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    with server, socket.create_connection((host, server.getsockname()[1])) as client:
        assert client.getpeername() == server.getsockname()


def test_a_unix_socket_is_reached(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))
        assert client.getpeername() == str(tmp_path / "s")


def test_the_model_hub_is_told_that_it_is_offline() -> None:
    from huggingface_hub.constants import HF_HUB_OFFLINE

    assert HF_HUB_OFFLINE
    assert os.environ["HF_HUB_OFFLINE"] == "1"
