set(words clean --help)
set(code 0)
set(out_file help_clean.txt)
