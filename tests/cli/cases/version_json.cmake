set(words --version --json)
set(code 0)
set(out_matches "^{\"schema\":\"tasma.version/1\",\"tasma\":\"[0-9.]+\",\"libraries\":{[^\n]*}}\n$")
