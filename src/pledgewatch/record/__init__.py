"""The record: who restricts a company, by which act, on what ground, from when to when; who said what of whom.

Lists come in through `importing.read_list`, which recognises a publisher's format by content and gives listings and
statements; `holdings.Record` holds them; `index.build_index` and `screening.screen` answer for a name;
`standing.standing` says how a listing stood on a day; `lines` and `table` print the answer. `crosswalk.read_crosswalk`
brings names in other scripts in, each with its source; `comparing` says what changed between two snapshots of a list;
`likeness.compare_names` compares two names that are already given.
"""
