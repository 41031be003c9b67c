set(words batch films.csv)
set(code 2)
set(err "tasma: T1070: batch is no command of tasma; see tasma --help\n")
