"""What tests stand on: servers of their own, a real worker, a real browser."""
