set(words verify --help)
set(code 0)
set(out_file help_verify.txt)
