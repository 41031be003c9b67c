#include "codecs/digest.hpp"

#include <gtest/gtest.h>

#include "pipeline/core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

using support::TemporaryFolder;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// FIPS 180-2, appendix B.1.
constexpr auto abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Digest, Sha256IsThatOfTheStandard) {
  EXPECT_EQ(hex(sha256_of(bytes_of("abc"))), abc);
  EXPECT_EQ(hex(sha256_of(bytes_of(""))), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, PiecesGiveTheDigestOfTheWhole) {
  Sha256Stream stream;
  stream.add(bytes_of("a"));
  stream.add(bytes_of(""));
  stream.add(bytes_of("bc"));
  EXPECT_EQ(hex(stream.finish()), abc);
}

TEST(Digest, Md5IsThatOfTheStandard) {  // RFC 1321, A.5
  EXPECT_EQ(hex(md5_of(bytes_of("abc"))), "900150983cd24fb0d6963f7d28e17f72");
  Md5Stream stream;
  stream.add(bytes_of("a"));
  stream.add(bytes_of("bc"));
  EXPECT_EQ(stream.finish(), md5_of(bytes_of("abc")));
}

TEST(Digest, OfAFileIsThatOfItsBytes) {
  const TemporaryFolder folder;
  EXPECT_EQ(hex(sha256_of(folder.write("abc \xd0.bin", "abc"))), abc);
  const std::string much(3'000'001, 'x');  // more than one block
  EXPECT_EQ(sha256_of(folder.write("much", much)), sha256_of(bytes_of(much)));
}

TEST(Digest, AFileThatCannotBeReadIsNamed) {
  const TemporaryFolder folder;
  for (const auto& [file, code] : {std::pair{folder / "absent", ExitCode::no_input}, {folder.path(), ExitCode::io}}) {
    try {
      sha256_of(file);
      ADD_FAILURE() << file;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code);
      EXPECT_NE(std::string(error.what()).find(file.string()), std::string::npos);
    }
  }
}

TEST(Digest, Uuid5IsThatOfTheStandard) {
  // Computed by Python: uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "tasma"), "reel")
  EXPECT_EQ(to_string_uuid(uuid5("reel")), "56261fe5-a950-5d3a-956d-d54eed498e7c");
  EXPECT_NE(uuid5("reel"), uuid5("reel2"));
}

}  // namespace
}  // namespace tasma::codecs
