set(words --help)
set(code 0)
set(out_file help.txt)
