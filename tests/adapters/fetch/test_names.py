import socket
import threading

import pytest

from app.adapters.fetch.hop import Deadline, NoAnswer, NotAsked
from app.adapters.fetch.names import Names, system_addresses
from app.errors import AddressForbidden
from tests.adapters.fetch.peers import ResolverInMemory

SOON = 5.0


def test_all_addresses_of_a_public_host_are_given_in_order() -> None:
    resolver = ResolverInMemory({"issuer.example": ("2606:4700::1111", "9.9.9.9")})

    assert Names(resolver).checked_addresses("issuer.example", Deadline.after(SOON)) == ("2606:4700::1111", "9.9.9.9")
    assert resolver.asked == ["issuer.example"]


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("9.9.9.9", "10.0.0.1"), ("::1", "9.9.9.9"), ("9.9.9.9", "64:ff9b::a9fe:a9fe")])
def test_one_private_address_is_enough_to_refuse_the_host(addresses: tuple[str, ...]) -> None:
    names = Names(ResolverInMemory({"issuer.example": addresses}))

    with pytest.raises(AddressForbidden, match=r"issuer\.example leads to an address that is not public") as refused:
        names.checked_addresses("issuer.example", Deadline.after(SOON))

    assert not any(address in refused.value.detail for address in addresses)


def test_a_name_that_is_not_known_has_no_answer() -> None:
    def unknown(host: str) -> tuple[str, ...]:
        raise socket.gaierror(socket.EAI_NONAME, f"secret resolver detail about {host}")

    with pytest.raises(NoAnswer, match="not known") as refused:
        Names(unknown).checked_addresses("issuer.example", Deadline.after(SOON))

    assert "resolver detail" not in refused.value.detail


def test_a_name_without_addresses_has_no_answer() -> None:
    with pytest.raises(NoAnswer, match="has no address"):
        Names(ResolverInMemory({"issuer.example": ()})).checked_addresses("issuer.example", Deadline.after(SOON))


def test_a_name_service_that_keeps_silent_is_not_waited_for() -> None:
    release = threading.Event()

    def silent(_: str) -> tuple[str, ...]:
        release.wait(SOON)
        return ("9.9.9.9",)

    names = Names(silent, lookups_at_once=1)
    with pytest.raises(NoAnswer, match="in time"):
        names.checked_addresses("slow.example", Deadline.after(0.05))
    with pytest.raises(NotAsked, match="in time"):
        names.checked_addresses("innocent.example", Deadline.after(0.05))
    release.set()
    names.close()


def test_the_system_knows_the_addresses_of_this_machine() -> None:
    assert set(system_addresses("localhost")) <= {"127.0.0.1", "::1"}
    assert len(system_addresses("localhost")) == len(set(system_addresses("localhost"))) > 0
