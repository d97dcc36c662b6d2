def campaigns(population, hands):
    pass
