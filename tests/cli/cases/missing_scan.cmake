set(words inspect)
set(code 2)
set(err "tasma: T1073: tasma inspect needs a SCAN; see tasma inspect --help\n")
