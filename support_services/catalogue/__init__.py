"""The catalogue of preferential treatment (优待目录): items in editions, conditions as data, and
what one person may claim by them."""
