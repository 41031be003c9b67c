set(words survey --help)
set(code 0)
set(out_file help_survey.txt)
