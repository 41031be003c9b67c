set(words submit films.toml)
set(code 2)
set(err "tasma: T1070: submit is no command of tasma; see tasma --help\n")
