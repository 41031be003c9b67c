set(words insepct scan)
set(code 2)
set(err "tasma: T1071: insepct is no command of tasma; did you mean inspect?\n")
