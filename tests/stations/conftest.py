import pytest


@pytest.fixture
def places(db: None) -> None:
    """The real places of the district, none of them with a station."""
    # Not before the tests run: conftest files are read before Django is set up.
    from tests.stations.network import load_places

    load_places()


@pytest.fixture
def network(places: None) -> None:
    """A few stations in them; see ``network.make_network``."""
    from tests.stations.network import make_network

    make_network()
