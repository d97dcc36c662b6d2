"""The residents' door to providers: who grants what where, without sign-in, cookie or script."""
