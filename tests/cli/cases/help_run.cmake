set(words run --help)
set(code 0)
set(out_file help_run.txt)
