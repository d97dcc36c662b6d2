"""喜报: notices of merit from the army, checked by two people, brought to the family with
congratulations, written into the file, rewarded through the ledger.
"""
