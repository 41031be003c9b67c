set(words extract --help)
set(code 0)
set(out_file help_extract.txt)
