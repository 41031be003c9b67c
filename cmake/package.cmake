# What is installed, the Debian package made of it (preset package), and one archive that needs no installing.
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/escape DESTINATION ${CMAKE_INSTALL_DOCDIR} USE_SOURCE_PERMISSIONS)  # where tasma is gone, too
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)  # where Debian looks for it

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tasma)
set(CPACK_PACKAGE_CONTACT "The tasma developers <tasma@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
  "Turns scans of archival film into masters that last (FFV1 in Matroska,
proved frame by frame) and masters that screen, after repairing dust, flicker
and unsteadiness. Every change is on record, every package is sealed.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION video)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-noto-core | fonts-dejavu-core")  # for subtitles
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
include(CPack)

add_custom_target(archive COMMAND ${PROJECT_SOURCE_DIR}/cmake/archive.sh ${PROJECT_BINARY_DIR} ${PROJECT_BINARY_DIR}
  DEPENDS tasma manual translations USES_TERMINAL VERBATIM)
