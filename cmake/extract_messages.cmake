# Collects every text that a person sees into a catalogue for translators.
# Run: cmake -D root=<source> -D scratch=<folder, emptied> -D xgettext=<program> -D pot=<file> -P cmake/extract_messages.cmake
file(REMOVE_RECURSE ${scratch})
foreach(room cli codecs pipeline restoration)
  file(GLOB_RECURSE sources RELATIVE ${root} ${root}/${room}/*.cpp ${root}/${room}/*.hpp)
  foreach(source IN LISTS sources)
    file(READ ${root}/${source} code)
    # xgettext knows calls, not declarations: `const Message lost("T1051", "text")`.
    string(REGEX REPLACE "Message( [a-z_]+)?[({]( |\n)*\"T" "Message(\"T" code "${code}")
    file(WRITE ${scratch}/${source} "${code}")
    list(APPEND all ${source})
  endforeach()
endforeach()
list(SORT all)
execute_process(
  COMMAND ${xgettext} --language=C++ --keyword --keyword=Message:2 --keyword=gettext_noop --from-code=UTF-8 --add-location=file
    --package-name=tasma --no-wrap --output=${pot} --directory=${scratch} ${all}
  COMMAND_ERROR_IS_FATAL ANY)
# A date would make every build's catalogue another file.
file(READ ${pot} text)
string(REGEX REPLACE "\"POT-Creation-Date: [^\n]*\n" "" text "${text}")
file(WRITE ${pot} "${text}")
