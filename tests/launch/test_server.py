import socket

from backcare.launch import server


def test_a_free_port_is_not_refused():
    with socket.socket() as probe:
        probe.bind((server.HOST, 0))
        port = probe.getsockname()[1]

    assert server.refusal_of_port(port) == ""


def test_a_taken_port_is_refused_with_the_reason():
    with socket.socket() as taken:
        taken.bind((server.HOST, 0))
        taken.listen()

        assert "in use" in server.refusal_of_port(taken.getsockname()[1])


def test_a_port_that_others_share_is_refused():
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind((server.HOST, 0))
        taken.listen()

        assert "in use" in server.refusal_of_port(taken.getsockname()[1])
