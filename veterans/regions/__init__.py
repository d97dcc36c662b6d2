"""County, town and village as one tree by code path, and the area scope that fails closed."""
