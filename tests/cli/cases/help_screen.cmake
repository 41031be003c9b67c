set(words screen --help)
set(code 0)
set(out_file help_screen.txt)
