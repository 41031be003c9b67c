set(words inspect --help)
set(code 0)
set(out_file help_inspect.txt)
