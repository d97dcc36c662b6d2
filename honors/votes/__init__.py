"""投票: residents choose by telephone; odd votes are left out by rules of two people alone."""
