# Translations: `messages` writes tasma.pot for translators into the build folder; every po/<language>.po that po/LINGUAS
# names becomes a catalogue that is installed.
find_program(MSGFMT msgfmt REQUIRED)
find_program(XGETTEXT xgettext REQUIRED)
set(po_build ${PROJECT_BINARY_DIR}/po)

add_custom_target(messages
  COMMAND ${CMAKE_COMMAND} -D root=${PROJECT_SOURCE_DIR} -D scratch=${po_build}/sources -D xgettext=${XGETTEXT}
    -D pot=${po_build}/tasma.pot -P ${PROJECT_SOURCE_DIR}/cmake/extract_messages.cmake
  COMMENT "Collecting messages into po/tasma.pot" VERBATIM)

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/po/LINGUAS)
file(STRINGS ${PROJECT_SOURCE_DIR}/po/LINGUAS languages REGEX "^[a-z]")
foreach(language IN LISTS languages)
  set(catalogue ${po_build}/${language}/LC_MESSAGES/tasma.mo)
  add_custom_command(OUTPUT ${catalogue}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${po_build}/${language}/LC_MESSAGES
    COMMAND ${MSGFMT} --check-format --check-domain --output-file=${catalogue} ${PROJECT_SOURCE_DIR}/po/${language}.po
    DEPENDS ${PROJECT_SOURCE_DIR}/po/${language}.po VERBATIM)
  list(APPEND catalogues ${catalogue})
  install(FILES ${catalogue} DESTINATION ${CMAKE_INSTALL_LOCALEDIR}/${language}/LC_MESSAGES)
endforeach()
add_custom_target(translations ALL DEPENDS ${catalogues})
