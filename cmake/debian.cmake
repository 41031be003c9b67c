# What is to be packed, as Debian wants it: folders anybody may enter, whatever the umask, and the manual page compressed.
file(CHMOD_RECURSE ${CPACK_TEMPORARY_DIRECTORY}/usr DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
execute_process(COMMAND gzip -9n ${CPACK_TEMPORARY_DIRECTORY}/usr/share/man/man1/tasma.1 COMMAND_ERROR_IS_FATAL ANY)
