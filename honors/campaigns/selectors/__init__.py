"""Reading campaigns, candidates, answers, objections."""
