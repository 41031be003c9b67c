# Fails when tests/layering.cmake or tests/message_ids.cmake lets pass what it is there to catch. Draws small source
# trees into `scratch`: first a good one, which must pass, then that one with a single fault, which must not.
# Run: cmake -D rules=<tests folder> -D scratch=<folder, emptied> -P tests/rules_bite.cmake
function(draw_good_tree)
  file(REMOVE_RECURSE ${scratch})
  foreach(room pipeline pipeline/core codecs restoration cli samples)
    file(WRITE ${scratch}/${room}/good.cpp "#include \"pipeline/core/frame.hpp\"\n")
  endforeach()
  file(WRITE ${scratch}/samples/good.cpp "#include <vector>\n")
  file(WRITE ${scratch}/codecs/good.cpp "#include <tiffio.h>\nError(code, Message(\"T2001\", \"one; \"\n  \"text\", {file}));\n")
  file(WRITE ${scratch}/pipeline/good.cpp "#include \"codecs/open.hpp\"\nconst Message known(\"T4001\", \"[another]\")\n")
endfunction()

function(expect rule outcome what)
  execute_process(COMMAND ${CMAKE_COMMAND} -D root=${scratch} -P ${rules}/${rule}.cmake
    RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
  if(outcome STREQUAL "passes" AND NOT result EQUAL 0)
    message(SEND_ERROR "${rule} does not let pass: ${what}")
  elseif(outcome STREQUAL "fails" AND result EQUAL 0)
    message(SEND_ERROR "${rule} lets pass: ${what}")
  endif()
endfunction()

function(expect_failure rule what file code)
  draw_good_tree()
  file(WRITE ${scratch}/${file} "${code}")
  expect(${rule} fails "${what}")
endfunction()

draw_good_tree()
expect(layering passes "a good tree")
expect(message_ids passes "a good tree")

expect_failure(layering "codecs above themselves" codecs/bad.cpp "#include \"pipeline/job.hpp\"\n")
expect_failure(layering "a library in the wrong room" pipeline/bad.cpp "#include <opencv2/core.hpp>\n")
expect_failure(layering "a wrong include in a folder of a room" codecs/dpx/bad.hpp "  #  include <oneapi/tbb.h>\n")
expect_failure(layering "the core using the pipeline" pipeline/core/bad.hpp "#include \"pipeline/run.hpp\"\n")
expect_failure(layering "cli skipping the pipeline" cli/bad.cpp "#include \"codecs/open.hpp\"\n")
expect_failure(layering "samples that are no independent witness" samples/bad.cpp "#include \"codecs/dpx.hpp\"\n")

expect_failure(message_ids "two texts" codecs/bad.cpp "Message(\"T2001\", \"other text\")\n")
expect_failure(message_ids "two texts in two rooms" codecs/bad.cpp "Message(\"T4001\", \"_another_\")\n")
expect_failure(message_ids "an id outside its range" cli/bad.cpp "Message{\"T2002\", \"text\"}\n")
expect_failure(message_ids "a text gettext cannot see" cli/bad.cpp "note(\"T1002\", text)\n")
file(REMOVE_RECURSE ${scratch})
