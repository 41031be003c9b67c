#include "codecs/tiff.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <numeric>
#include <optional>

#include "codecs/digest.hpp"
#include "codecs/tiff_layout.hpp"
#include "codecs/tiff_samples.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

using Mark = std::array<std::uint8_t, 4>;
constexpr Mark marks[] = {{'I', 'I', 42, 0}, {'M', 'M', 0, 42}, {'I', 'I', 43, 0}, {'M', 'M', 0, 43}};

Finding unreadable(const std::string& cause) {
  return {FindingCode::invalid_header,
          Severity::remark,
          {},
          {},
          Message("T2208", "the TIFF directory cannot be read ({1}); copy the file again",
                  {cause.empty() ? "no directory" : printable(std::string_view(cause))})};
}

/// Whether the file ends within its first directory or a value of it (TIFF 6.0, section 2), which libtiff does without
/// where it is not there.
class DirectoryEnd {
 public:
  DirectoryEnd(const ByteSource& bytes, const TiffFile& file)
      : bytes_(bytes),
        word_(TIFFIsBigTIFF(file.handle()) != 0 ? 8 : 4),
        big_endian_(TIFFIsBigEndian(file.handle()) != 0),
        begin_(TIFFCurrentDirOffset(file.handle())) {}

  bool is_beyond_the_file() const {
    const std::uint64_t count_bytes = word_ == 8 ? 8 : 2, entry_bytes = 4 + 2 * word_;
    const auto entries = number(begin_, count_bytes);
    constexpr std::uint64_t most_entries = 65'535;
    if (!entries || *entries > most_entries) return true;
    const auto end = begin_ + count_bytes + *entries * entry_bytes;
    if (end + word_ > bytes_.size()) return true;
    for (auto entry = begin_ + count_bytes; entry < end; entry += entry_bytes)
      if (value_is_beyond(entry)) return true;
    return false;
  }

 private:
  bool value_is_beyond(std::uint64_t entry) const {
    // Of one value of types 1 to 18.
    constexpr std::array<std::uint64_t, 19> sizes{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
    const auto type = number(entry + 2, 2), count = number(entry + 4, word_), at = number(entry + 4 + word_, word_);
    if (!type || !count || !at) return true;
    const auto size = *type < sizes.size() ? sizes[*type] : 0;
    if (size == 0 || *count <= word_ / size) return false;  // of no known type, or in the entry itself
    return *at > bytes_.size() || *count > (bytes_.size() - *at) / size;
  }

  std::optional<std::uint64_t> number(std::uint64_t at, std::uint64_t size) const {
    std::array<std::uint8_t, 8> digits{};
    if (bytes_.read(at, std::span(digits).first(size)) < size) return std::nullopt;
    if (!big_endian_) std::reverse(digits.begin(), digits.begin() + static_cast<std::ptrdiff_t>(size));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | digits[i];
    return value;
  }

  const ByteSource& bytes_;
  std::uint64_t word_;  // bytes of an offset
  bool big_endian_;
  std::uint64_t begin_;
};

std::string shortest(float value) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

/// Collects name and value of what a person may want to see.
class Fields {
 public:
  explicit Fields(const TiffFile& file) : file_(file) {}

  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

  void add_text(std::string name, std::uint32_t tag) {
    constexpr std::size_t longest = 2'000;  // bytes; some programs put whole documents there
    const char* text = nullptr;
    if (TIFFGetField(file_.handle(), tag, &text) == 1 && text != nullptr && *text != 0)
      add(std::move(name), printable(std::string_view(text, strnlen(text, longest))));
  }

  void add_profile() {
    std::uint32_t size = 0;
    const void* bytes = nullptr;
    if (TIFFGetField(file_.handle(), TIFFTAG_ICCPROFILE, &size, &bytes) != 1 || size == 0) return;
    const auto digest = sha256_of(std::span(static_cast<const std::uint8_t*>(bytes), size));
    add("ICC profile", std::to_string(size) + " bytes, SHA-256 " + hex(digest));
  }

  std::vector<std::pair<std::string, std::string>> take() { return std::move(fields_); }

 private:
  const TiffFile& file_;
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Width over height of a pixel from the resolutions; nothing where they say nothing sensible.
Rational pixel_aspect(float across, float down) {
  const auto sensible = [](float value) { return std::isfinite(value) && value > 0 && value < 1e6F; };
  if (!sensible(across) || !sensible(down)) return {};
  Rational aspect{std::llround(down * 1000.0), std::llround(across * 1000.0)};
  const auto common = std::gcd(aspect.num, aspect.den);
  return common == 0 ? Rational{} : Rational{aspect.num / common, aspect.den / common};
}

HeaderFacts facts_of(const TiffFile& file, const TiffLayout& layout) {
  HeaderFacts facts;
  facts.format = "TIFF";
  facts.flavour = flavour_of(layout);
  facts.size = layout.size();
  facts.planes = layout.samples;
  facts.depth = layout.bits;

  Fields fields(file);
  fields.add("photometric", layout.photometric == PHOTOMETRIC_MINISWHITE
                                ? "min-is-white, stored values kept"
                                : std::string(photometric_name(layout.photometric)));
  if (layout.predictor == PREDICTOR_HORIZONTAL) fields.add("predictor", "horizontal");
  if (layout.fill_order == FILLORDER_LSB2MSB) fields.add("fill order", "least significant bit first");
  if (layout.samples == 4)
    fields.add("extra sample", layout.extra_samples == 0                            ? "not described"
                               : layout.extra_sample_kind == EXTRASAMPLE_ASSOCALPHA ? "associated alpha"
                               : layout.extra_sample_kind == EXTRASAMPLE_UNASSALPHA ? "unassociated alpha"
                                                                                    : "unspecified");
  fields.add("orientation", std::to_string(file.get<std::uint16_t>(TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT)));
  const auto across = file.get<float>(TIFFTAG_XRESOLUTION, 0);
  const auto down = file.get<float>(TIFFTAG_YRESOLUTION, 0);
  facts.pixel_aspect = pixel_aspect(across, down);
  if (facts.pixel_aspect.known()) {
    const auto unit = file.get<std::uint16_t>(TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    fields.add("resolution", shortest(across) + " x " + shortest(down) +
                                 (unit == RESUNIT_INCH         ? " per inch"
                                  : unit == RESUNIT_CENTIMETER ? " per centimetre"
                                                               : ""));
  }
  fields.add_profile();
  fields.add_text("make", TIFFTAG_MAKE);
  fields.add_text("model", TIFFTAG_MODEL);
  fields.add_text("software", TIFFTAG_SOFTWARE);
  fields.add_text("artist", TIFFTAG_ARTIST);
  fields.add_text("host", TIFFTAG_HOSTCOMPUTER);
  fields.add_text("document name", TIFFTAG_DOCUMENTNAME);
  fields.add_text("image description", TIFFTAG_IMAGEDESCRIPTION);
  fields.add_text("copyright", TIFFTAG_COPYRIGHT);
  facts.fields = fields.take();
  return facts;
}

[[noreturn]] void refuse(const Finding& finding) { throw Error(ExitCode::material, finding.message); }

}  // namespace

bool is_tiff(std::span<const std::uint8_t> head) {
  return std::ranges::any_of(marks, [&](const Mark& mark) {
    return head.size() >= mark.size() && std::ranges::equal(head.first(mark.size()), mark);
  });
}

StillHeader read_tiff_header(const ByteSource& bytes) {
  StillHeader header;
  const TiffFile file(bytes);
  const auto& error = file.first_error();
  if (file.handle() == nullptr) {
    header.findings.push_back(unreadable(error));
    return header;
  }
  const auto layout = layout_of(file);
  if (const auto problem = problem_of(file, layout, bytes.size())) {
    header.findings.push_back(*problem);
    // What is merely cut off still says how large its pictures are.
    if (problem->code == FindingCode::missing_bytes) header.facts = facts_of(file, layout);
    return header;
  }
  header.facts = facts_of(file, layout);
  Fields own(file);
  own.add_text("date time", TIFFTAG_DATETIME);
  header.own = own.take();
  if (DirectoryEnd(bytes, file).is_beyond_the_file())
    header.findings.push_back(
        {FindingCode::incorrect_header,
         Severity::remark,
         {},
         {},
         Message("T2215", "the file ends within its TIFF directory, or before a value of it; copy it again")});
  if (!file.first_error().empty())
    header.findings.push_back({FindingCode::incorrect_header,
                               Severity::note,
                               {},
                               {},
                               Message("T2211", "the TIFF directory has an error beside the picture ({1})",
                                       {printable(std::string_view(error))})});
  return header;
}

Image decode_tiff(std::span<const std::uint8_t> bytes) {
  const MemoryBytes source(bytes);
  const TiffFile file(source);
  if (file.handle() == nullptr) refuse(unreadable(file.first_error()));
  const auto layout = layout_of(file);
  if (const auto problem = problem_of(file, layout, bytes.size())) refuse(*problem);
  // libtiff says itself how long its lines are; where it disagrees it would write beyond ours.
  const auto said = layout.tiled ? TIFFTileSize64(file.handle()) : TIFFScanlineSize64(file.handle());
  if (said != (layout.tiled ? layout.piece_bytes(0) : layout.line_bytes())) refuse(unreadable(file.first_error()));
  return read_samples(file, layout);
}

}  // namespace tasma::codecs
