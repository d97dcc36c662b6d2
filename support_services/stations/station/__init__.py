"""The stations' door to the network: own station, own area, own assessment."""
