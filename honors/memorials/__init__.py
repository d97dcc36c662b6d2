"""英烈和纪念设施: who died for the country, where they lie, how it is looked after and visited."""
