# Runs tasma once and compares what it prints and how it ends with a case.
# Run: cmake -D program=<tasma> -D case=<cases/NAME.cmake> [-D update=ON] -P tests/cli/run_golden.cmake
#
# A case sets `words`, the command line, and `code`, the exit code; then
#   out, err                text, compared as it is (default: nothing is printed)
#   out_file                instead of out: a file beside the case, written anew with -D update=ON
#   out_matches             instead of out: a regular expression
cmake_minimum_required(VERSION 3.25)
set(out "")
set(err "")
include(${case})
get_filename_component(folder ${case} DIRECTORY)

execute_process(
  COMMAND ${CMAKE_COMMAND} -E env --unset=LANGUAGE --unset=TASMA_JSON --unset=TASMA_LANG LC_ALL=C ${program} ${words}
  OUTPUT_VARIABLE printed_out ERROR_VARIABLE printed_err RESULT_VARIABLE ended)

if(out_file AND update)
  file(WRITE ${folder}/${out_file} "${printed_out}")
endif()
if(out_file)
  file(READ ${folder}/${out_file} out)
endif()
if(NOT ended STREQUAL code)
  message(SEND_ERROR "exit code ${ended}, not ${code}")
endif()
if(out_matches)
  if(NOT printed_out MATCHES "${out_matches}")
    message(SEND_ERROR "standard output does not match ${out_matches}:\n${printed_out}")
  endif()
elseif(NOT printed_out STREQUAL out)
  message(SEND_ERROR "standard output is\n${printed_out}\nnot\n${out}")
endif()
if(NOT printed_err STREQUAL err)
  message(SEND_ERROR "standard error is\n${printed_err}\nnot\n${err}")
endif()
