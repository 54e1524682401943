"""Lists out of workbooks: what each row would do, shown first, then done as a whole.

``unit_list`` and ``people_list`` have the same parts: NAME, COLUMNS, ``plan(rows)``, which reads
the database and changes nothing, and ``carry_out(plan)``, which does what was planned.
An empty cell changes nothing; nothing is ever taken away.
"""
