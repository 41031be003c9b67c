set(words preserve --help)
set(code 0)
set(out_file help_preserve.txt)
