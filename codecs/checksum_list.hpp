#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/core/digest.hpp"

namespace tasma::codecs {

/// What a checksum list says of one file.
struct ListedDigests {
  std::string name;      // with its path, as the list has it: any bytes but NUL, perhaps with backslashes
  Digests digests;       // one, or several where a line holds several
  std::size_t line = 0;  // from 1
};

struct ChecksumList {
  std::vector<ListedDigests> files;  // in the order of the list
  std::vector<std::size_t> broken;   // lines that say nothing that is understood
};

/// Reads a list of checksums as other programs write them:
/// - `DIGEST  NAME` of md5sum, sha1sum ... sha512sum (coreutils), with `*` for binary, and names escaped behind a `\`;
///   so write md5deep and its kind, too, perhaps with the file's size in front; manifests of bags with one blank or a
///   tab; "?" and "^" of shasum;
/// - `MD5 (NAME) = DIGEST` of BSD and of `--tag`, `MD5(NAME)= DIGEST` of OpenSSL;
/// - hashdeep (its FILEFORMAT, version 1.0): `%%%% size,md5,sha256,filename`, then those columns;
/// - a digest alone, for the file that `list_name` is called after: "reel.mov.md5".
///
/// Which digest it is tells its length, or the word before it. Upper-case digits, CRLF, a byte order mark and
/// UTF-16 behind one do no harm; blank lines and those that begin with #, ; or // are comments. Blanks in front of a
/// name are not taken for its own. Lines beyond 8 KiB, and names beyond 4,096 bytes, are broken. Text that is no list
/// gives no files.
ChecksumList parse_checksum_list(std::string_view bytes, std::string_view list_name);

}  // namespace tasma::codecs
