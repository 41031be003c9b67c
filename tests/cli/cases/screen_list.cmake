set(words screen --list)
set(code 0)
set(out_file screen_list.txt)
