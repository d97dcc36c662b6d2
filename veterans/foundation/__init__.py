"""The cellar: money, months, identity numbers, encryption, masking, audit. Knows no other app."""
