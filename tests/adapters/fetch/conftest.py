from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from app.adapters.fetch.fetcher import Fetcher
from app.adapters.fetch.policy import DEFAULT_POLICY, FetchPolicy
from tests.adapters.fetch.peers import MovedClock, Peer, ResolverInMemory, Script, TestAuthority, TransportInMemory, running_peer


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def resolver() -> ResolverInMemory:
    return ResolverInMemory()


@pytest.fixture
def transport() -> TransportInMemory:
    return TransportInMemory()


MakeFetcher = Callable[..., Fetcher]


@pytest.fixture
def make_fetcher(clock: MovedClock, resolver: ResolverInMemory, transport: TransportInMemory) -> Iterator[MakeFetcher]:
    made: list[Fetcher] = []

    def make(policy: FetchPolicy = DEFAULT_POLICY) -> Fetcher:
        made.append(Fetcher(policy, resolver, transport, clock))
        return made[-1]

    yield make
    for fetcher in made:
        fetcher.close()


@pytest.fixture
def fetcher(make_fetcher: MakeFetcher) -> Fetcher:
    return make_fetcher()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return TestAuthority(tmp_path_factory.mktemp("authority"))


StartPeer = Callable[[Script], AbstractContextManager[Peer]]


@pytest.fixture(scope="session")
def start_peer(authority: TestAuthority) -> StartPeer:
    context = authority.server_context("issuer.example")
    return lambda script: running_peer(script, context)
