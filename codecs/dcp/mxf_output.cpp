#include "codecs/dcp/mxf_output.hpp"

#include <cerrno>
#include <system_error>

#include "codecs/dcp/big_endian.hpp"
#include "codecs/settle.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs::dcp {
namespace {

constexpr std::uint64_t header_room = 16384;      // bytes, filled up behind the metadata
constexpr std::uint64_t settle_every = 64 << 20;  // bytes

}  // namespace

TrackOutput::TrackOutput(const std::filesystem::path& file, TrackKind kind, const TrackSpec& spec)
    : file_(file), words_(words_of(kind)), spec_(spec) {
  constexpr std::int64_t last_second = 253'402'300'799;
  if (!samples_a_unit(spec.rate))
    throw Error(
        ExitCode::usage,
        Message("T2712",
                "no DCP runs at {1} pictures a second; 24, 25, 30 and 48 are usual, 16, 18 and 20 by arrangement",
                {to_string(spec.rate)}));
  if (spec.date_s < 0 || spec.date_s > last_second)
    throw Error(ExitCode::usage, Message("T2713", "the date of a DCP lies between the years 1970 and 9999"));
  errno = 0;
  out_.open(file, std::ios::binary | std::ios::trunc);
  if (!out_) fail();
  tell_apart(words_.role);
  tell_apart(std::string_view(TASMA_VERSION));  // which the header says
  tell_apart(value::ratio(spec.rate));
  tell_apart(value::u64(static_cast<std::uint64_t>(spec.date_s)));
  put(Bytes(header_room));
  begin({.key = label::body_partition, .at = at_, .body_id = essence_stream});
}

void TrackOutput::tell_apart(std::span<const std::uint8_t> bytes) {
  identity_.add(value::u64(bytes.size()));
  identity_.add(bytes);
}

void TrackOutput::tell_apart(std::string_view text) { tell_apart(value::ascii(text)); }

void TrackOutput::fail() {
  const std::error_code cause(errno == 0 ? EIO : errno, std::generic_category());
  throw Error(cause == std::errc::no_such_file_or_directory ? ExitCode::no_output : exit_code_of(cause),
              Message("T2714", "{1}: cannot be written: {2}", {printable(file_), cause.message()}));
}

void TrackOutput::put(std::span<const std::uint8_t> bytes) {
  errno = 0;
  out_.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  at_ += bytes.size();
  unsettled_ += bytes.size();
  if (out_ && unsettled_ > settle_every) {
    out_.flush();
    begin_to_settle(file_);
    unsettled_ = 0;
  }
  if (!out_) fail();
}

void TrackOutput::begin(const Partition& partition) {
  put(pack(partition));
  partitions_.push_back(partition);
}

void TrackOutput::add_element(std::span<const std::uint8_t> essence) {
  const auto begin = header_room + pack({}).size();
  tell_apart(essence);
  offsets_.push_back(at_ - begin);
  Bytes head;
  append_klv_head(head, words_.element, essence.size());
  put(head);
  put(essence);
}

void TrackOutput::add_stream(std::span<const std::uint8_t> resource) {
  const auto before = static_cast<std::uint32_t>(partitions_.size() - 1);
  tell_apart(resource);
  begin({.key = label::stream_partition,
         .at = at_,
         .previous = partitions_.back().at,
         .body_id = first_resource_stream + before});
  Bytes head;
  append_klv_head(head, label::stream_data, resource.size());
  put(head);
  put(resource);
}

TrackFile TrackOutput::finish(std::int64_t duration, std::uint32_t unit_bytes, const Describe& describe,
                              const BeforeBlock& before_block) {
  if (offsets_.empty() || duration < 1)
    throw Error(ExitCode::bug, Message("T2715", "{1}: a track file without content", {printable(file_)}));
  const auto asset = uuid5("dcp " + std::string(words_.role) + ' ' + hex(identity_.finish()));
  const auto footer = at_;
  const auto segments = index(asset, unit_bytes);
  put(pack({.key = label::footer_partition,
            .at = footer,
            .previous = partitions_.back().at,
            .footer = footer,
            .index_bytes = segments.size(),
            .index_id = index_stream}));
  put(segments);
  Bytes places;
  const auto place = [&](std::uint32_t id, std::uint64_t at) {
    append_big_endian(places, id);
    append_big_endian(places, at);
  };
  place(0, 0);
  for (const auto& partition : partitions_) place(partition.body_id, partition.at);
  place(0, footer);
  constexpr std::size_t klv_head = 20;
  append_big_endian(places, static_cast<std::uint32_t>(klv_head + places.size() + 4));
  Bytes random_index;
  append_klv(random_index, label::random_index, places);
  put(random_index);
  const auto size = at_;

  auto header = metadata(asset, duration, describe);
  const auto partition =
      pack({.key = label::header_partition, .footer = footer, .header_bytes = header_room - pack({}).size()});
  const auto used = partition.size() + header.size() + klv_head;
  if (used > header_room)
    throw Error(ExitCode::usage, Message("T2716", "{1}: too many fonts for one file; use fewer", {printable(file_)}));
  append_klv(header, label::filler, Bytes(header_room - used));
  out_.seekp(0);
  put(partition);
  put(header);
  for (auto& one : partitions_) {
    one.footer = footer;
    out_.seekp(static_cast<std::streamoff>(one.at));
    put(pack(one));
  }
  out_.close();
  if (!out_) fail();
  settle(file_, Cache::drop);
  return {.kind = words_.kind,
          .id = asset,
          .file = file_,
          .size = size,
          .sha1 = sha1_of(file_, before_block),
          .rate = spec_.rate,
          .duration = duration,
          .picture = {},
          .channels = 0,
          .labels = {},
          .language = {}};
}

}  // namespace tasma::codecs::dcp
