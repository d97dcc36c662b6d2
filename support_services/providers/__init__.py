"""优待承办单位: who grants which item of the catalogue, where, since when and until when; and the
one question such a provider may ask of us."""
