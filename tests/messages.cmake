# Fails when a message id stands for two texts.
# Run: cmake -D root=<source folder> -P tests/messages.cmake
cmake_minimum_required(VERSION 3.25)

foreach(folder cli codecs restoration pipeline)
  file(GLOB_RECURSE sources ${root}/${folder}/*.hpp ${root}/${folder}/*.cpp)
  foreach(source IN LISTS sources)
    file(READ ${source} text)
    string(REGEX REPLACE "[][;]" "_" text "${text}")  # they would tear CMake's list apart
    string(REGEX MATCHALL "\"T[0-9][0-9][0-9][0-9]\",[ \n]*\"[^\"]*\"" messages "${text}")
    foreach(message IN LISTS messages)
      string(REGEX MATCH "T[0-9]+" id "${message}")
      string(REGEX REPLACE "^[^,]*,[ \n]*" "" words "${message}")
      if(DEFINED said_${id} AND NOT said_${id} STREQUAL words)
        message(SEND_ERROR "${source}: ${id} says ${words} here and ${said_${id}} elsewhere")
      endif()
      set(said_${id} "${words}")
    endforeach()
  endforeach()
endforeach()
