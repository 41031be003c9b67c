set(words help restore)
set(code 0)
set(out_file help_restore.txt)
