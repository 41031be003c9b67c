set(words)
set(code 2)
set(err "usage: tasma COMMAND ...
tasma --help lists the commands; tasma run SCAN --output OUT does it all.
")
