set(words submit --help)
set(code 0)
set(out_file help_submit.txt)
