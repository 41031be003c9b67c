set(words --version)
set(code 0)
set(out_matches "^tasma [0-9.]+\n(  [A-Za-z0-9+-]+ [0-9][^\n]*\n)+$")
