set(words inspect --repair dust scan)
set(code 2)
set(err "tasma: T1003: --repair is no option of tasma inspect but of: restore, revert, run, batch, submit\n")
