set(words revert --help)
set(code 0)
set(out_file help_revert.txt)
