set(words run none.toml --output out)
set(code 66)
set(err "tasma: T1020: none.toml: no such job file\n")
