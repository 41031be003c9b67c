set(words restore --help)
set(code 0)
set(out_file help_restore.txt)
