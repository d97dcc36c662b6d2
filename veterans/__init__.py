"""Who the bureau serves: cellar, regions, accounts and the register of people."""
