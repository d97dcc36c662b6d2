"""Schemes, rates, entitlements, the ledger, batches and bank files: what to pay = owed - posted."""
