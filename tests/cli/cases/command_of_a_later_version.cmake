set(words catalog films.toml)
set(code 2)
set(err "tasma: T1070: catalog is no command of tasma; see tasma --help\n")
