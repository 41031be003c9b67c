set(words inspect --ratee 24 scan --json)
set(code 2)
set(err "tasma: T1005: --ratee is no option of tasma inspect; did you mean --rate?\n")
set(out "{\"schema\":\"tasma.error/1\",\"exit\":2,\"id\":\"T1005\",\"message\":\"--ratee is no option of tasma inspect; did you mean --rate?\"}\n")
