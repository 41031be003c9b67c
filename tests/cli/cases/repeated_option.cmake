set(words inspect scan --rate 24 --rate=25)
set(code 2)
set(err "tasma: T1008: --rate is given twice; give it once\n")
