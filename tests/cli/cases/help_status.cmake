set(words status --help)
set(code 0)
set(out_file help_status.txt)
