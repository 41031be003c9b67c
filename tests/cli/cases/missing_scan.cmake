set(words inspect)
set(code 2)
set(err "tasma: T1073: tasma inspect needs SCAN...; see tasma inspect --help\n")
