set(words preserve scan)
set(code 2)
set(err "tasma: T1075: tasma preserve needs --output PATH\n")
