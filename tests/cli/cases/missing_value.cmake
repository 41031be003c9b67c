set(words run scan --output)
set(code 2)
set(err "tasma: T1007: --output needs a value; give a file or folder to make\n")
