set(words inspect --ratee 24 scan)
set(code 2)
set(err "tasma: T1005: --ratee is no option of tasma inspect; did you mean --rate?\n")
