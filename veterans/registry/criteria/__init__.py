"""Conditions over people as data: a small typed language, told in Chinese, judged for one person
in plain Python with the reason for each condition, and compiled to one statement for everybody.

Pure: what can be asked (``kinds``) is registered by the floors that know the tables. A property
test holds judging and compiling equal over random lives and trees.
"""
