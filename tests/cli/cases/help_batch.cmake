set(words batch --help)
set(code 0)
set(out_file help_batch.txt)
