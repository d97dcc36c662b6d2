"""How often somebody may do something, in numbers. ``docs/operations.md`` lists them; what counts
them is ``veterans/foundation/pace.py``. In tests nobody is held back, save where a test says so.
"""

import os

from config import environment

_TESTING = environment.which(os.environ) == environment.TEST


def _pace(name: str, default: int) -> int:
    return environment.number(os.environ, name, default=1_000_000 if _TESTING else default, least=1)


# 查人: how often one person may ask, in a minute and in a day; typing asks with every pause. Enough
# for a busy counter, too little to walk the register by machine. See docs/manual/people.md.
PORTAL_FINDS_PER_MINUTE = _pace("PORTAL_FINDS_PER_MINUTE", 90)
PORTAL_FINDS_PER_DAY = _pace("PORTAL_FINDS_PER_DAY", 3_000)

# 反映问题、办到哪一步: how much comes from one address in an hour, from one telephone in a day, in
# all in an hour; how often is asked from one address in an hour, for one number in a day, in all.
# See docs/adr/0037-what-residents-send.md.
PORTAL_SENDINGS_PER_ADDRESS = _pace("PORTAL_SENDINGS_PER_ADDRESS", 10)
PORTAL_SENDINGS_PER_PHONE = _pace("PORTAL_SENDINGS_PER_PHONE", 5)
PORTAL_SENDINGS_PER_HOUR = _pace("PORTAL_SENDINGS_PER_HOUR", 120)
PORTAL_ASKINGS_PER_ADDRESS = _pace("PORTAL_ASKINGS_PER_ADDRESS", 20)
PORTAL_ASKINGS_PER_NUMBER = _pace("PORTAL_ASKINGS_PER_NUMBER", 10)
PORTAL_ASKINGS_PER_HOUR = _pace("PORTAL_ASKINGS_PER_HOUR", 600)

# 承办单位核验: how often one token may ask, in a minute and in a day, where the token itself says
# nothing else; after how many "no" in a day it rests until tomorrow, 0 for never; how often one
# address may come with an unknown token in an hour. See docs/manual/providers.md.
PORTAL_VERIFICATIONS_PER_MINUTE = _pace("PORTAL_VERIFICATIONS_PER_MINUTE", 10)
PORTAL_VERIFICATIONS_PER_DAY = _pace("PORTAL_VERIFICATIONS_PER_DAY", 500)
PORTAL_VERIFICATION_NOES_PER_DAY = environment.number(
    os.environ, "PORTAL_VERIFICATION_NOES_PER_DAY", default=30
)
PORTAL_UNKNOWN_TOKENS_PER_HOUR = _pace("PORTAL_UNKNOWN_TOKENS_PER_HOUR", 30)

# 查我的待遇: how often is asked from one address in an hour, for one number in a day, in all in an
# hour; how often a code is tried from one address and in all in an hour; how many codes one person
# is sent on a day; for how many minutes a code counts. See docs/adr/0039-proof-by-a-code.md.
PORTAL_ENQUIRIES_PER_ADDRESS = _pace("PORTAL_ENQUIRIES_PER_ADDRESS", 20)
PORTAL_ENQUIRIES_PER_NUMBER = _pace("PORTAL_ENQUIRIES_PER_NUMBER", 5)
PORTAL_ENQUIRIES_PER_HOUR = _pace("PORTAL_ENQUIRIES_PER_HOUR", 300)
PORTAL_ENQUIRY_TRIES_PER_ADDRESS = _pace("PORTAL_ENQUIRY_TRIES_PER_ADDRESS", 60)
PORTAL_ENQUIRY_TRIES_PER_HOUR = _pace("PORTAL_ENQUIRY_TRIES_PER_HOUR", 1_000)
PORTAL_ENQUIRY_CODES_A_DAY = environment.number(
    os.environ, "PORTAL_ENQUIRY_CODES_A_DAY", default=3, least=1
)
PORTAL_ENQUIRY_MINUTES = environment.number(
    os.environ, "PORTAL_ENQUIRY_MINUTES", default=10, least=2
)

# 一事一链: how often one address may open links, ask for codes, try codes and hand in answers in an
# hour; how many codes go out in all in an hour, and how many are made for one link on a day; how
# often a code is tried at one link and in all in an hour; how many answers come by one link in an
# hour; for how many minutes a code counts. See docs/manual/units.md.
PORTAL_LINK_OPENINGS_PER_ADDRESS = _pace("PORTAL_LINK_OPENINGS_PER_ADDRESS", 120)
PORTAL_LINK_CODES_PER_ADDRESS = _pace("PORTAL_LINK_CODES_PER_ADDRESS", 20)
PORTAL_LINK_CODES_PER_HOUR = _pace("PORTAL_LINK_CODES_PER_HOUR", 300)
PORTAL_LINK_CODES_A_DAY = environment.number(
    os.environ, "PORTAL_LINK_CODES_A_DAY", default=10, least=1
)
PORTAL_LINK_TRIES_PER_ADDRESS = _pace("PORTAL_LINK_TRIES_PER_ADDRESS", 60)
PORTAL_LINK_TRIES_PER_LINK = _pace("PORTAL_LINK_TRIES_PER_LINK", 30)
PORTAL_LINK_TRIES_PER_HOUR = _pace("PORTAL_LINK_TRIES_PER_HOUR", 1_000)
PORTAL_LINK_ANSWERS_PER_ADDRESS = _pace("PORTAL_LINK_ANSWERS_PER_ADDRESS", 60)
PORTAL_LINK_ANSWERS_PER_LINK = _pace("PORTAL_LINK_ANSWERS_PER_LINK", 20)
PORTAL_LINK_CODE_MINUTES = environment.number(
    os.environ, "PORTAL_LINK_CODE_MINUTES", default=10, least=2
)

# 投票: how many codes are asked for from one network in an hour, for one telephone in a day, in all
# in an hour; how often a code is tried from one network and in all in an hour; for how many minutes
# a code counts; how much of a whole result a vote may make, per cent. See docs/manual/juries.md.
PORTAL_VOTE_ASKS_PER_NETWORK = _pace("PORTAL_VOTE_ASKS_PER_NETWORK", 60)
PORTAL_VOTE_ASKS_PER_PHONE = _pace("PORTAL_VOTE_ASKS_PER_PHONE", 5)
PORTAL_VOTE_ASKS_PER_HOUR = _pace("PORTAL_VOTE_ASKS_PER_HOUR", 2_000)
PORTAL_VOTE_TRIES_PER_NETWORK = _pace("PORTAL_VOTE_TRIES_PER_NETWORK", 120)
PORTAL_VOTE_TRIES_PER_HOUR = _pace("PORTAL_VOTE_TRIES_PER_HOUR", 4_000)
PORTAL_VOTE_MINUTES = environment.number(os.environ, "PORTAL_VOTE_MINUTES", default=10, least=2)
PORTAL_VOTE_SHARE_MOST = environment.number(os.environ, "PORTAL_VOTE_SHARE_MOST", default=30)

# How often one address may ask in a minute. See docs/manual/api.md.
PORTAL_API_PER_MINUTE = _pace("PORTAL_API_PER_MINUTE", 120)
