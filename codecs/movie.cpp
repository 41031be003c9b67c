#include "codecs/movie.hpp"

#include <mutex>
#include <numeric>
#include <string>
#include <utility>

#include "codecs/digest.hpp"
#include "codecs/input_file.hpp"
#include "codecs/movie_file.hpp"
#include "codecs/movie_survey.hpp"
#include "codecs/sound.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

/// The rate to be used, and what is to be said about it.
Rational rate_of(const MovieSurvey& survey, Inventory& movie) {
  const auto& own = survey.facts.rate;
  const auto& said = movie.said.rate;
  if (said && own.known() && !(*said == own))
    movie.findings.push_back({FindingCode::mismatched_rate, Severity::note, movie.name, std::nullopt,
                              Message("T2625", "the movie runs at {1} frames a second; used as {2}, as was said",
                                      {to_string(own), to_string(*said)})});
  if (said) return *said;
  if (own.known()) return own;
  movie.findings.push_back({FindingCode::missing_rate, Severity::remark, movie.name, std::nullopt,
                            Message("T2626", "the movie does not say how fast it runs; 24 assumed, see --rate")});
  return {24, 1};
}

/// Notes what keeps a movie from being restored; the first reason stands.
void add_obstacles(const MovieSurvey& survey, Inventory& movie) {
  const auto add = [&](FindingCode code, Severity severity, const Message& reason) {
    movie.findings.push_back({code, severity, movie.name, std::nullopt, reason});
    if (!movie.not_restorable) movie.not_restorable = reason;
  };
  const auto damage = movie.said.damaged == Damaged::keep ? Severity::remark : Severity::refusal;
  if (!survey.cut.empty())
    add(FindingCode::missing_bytes, damage,
        Message("T2627", "the movie has lost its end: {1}; copy it again", {survey.cut}));
  if (!survey.undecodable.empty())
    add(FindingCode::invalid_picture, damage,
        Message("T2628", "the first frame does not decode: {1}", {survey.undecodable}));
  else if (!survey.pictures)
    add(FindingCode::unexpected_flavour, Severity::remark,
        Message("T2629", "pictures of this kind ({1}) can be preserved, but not restored", {survey.facts.flavour}));
  if (survey.interlaced)
    add(FindingCode::unexpected_flavour, Severity::remark,
        Message("T2630", "the movie is interlaced: it can be preserved, but not restored; deinterlace it first"));
  if (!survey.even)
    add(FindingCode::unexpected_flavour, Severity::remark,
        Message("T2631",
                "frames come at a variable rate: the movie can be preserved, but not restored; bring it to a "
                "constant rate first"));
}

void add_sounds(bool has_own, Inventory& movie) {
  auto files = movie.said.sounds;
  if (files.empty() && has_own) files.push_back(movie.root);
  for (const auto& file : files) {
    try {
      movie.sounds.push_back(probe_sound(file));
      movie.newest_ns = std::max(movie.newest_ns, movie.sounds.back().modified_ns);
    } catch (const Error& error) {
      if (error.code() != ExitCode::material) throw;
      movie.findings.push_back({FindingCode::invalid_sound, Severity::remark, file, std::nullopt, error.message()});
    }
  }
}

Sha256 digest_of(const Inventory& movie, const FileStamp& stamp) {
  std::string line = movie.name + '\0' + std::to_string(stamp.size) + '\0' + std::to_string(stamp.modified_ns) + '\0';
  for (const auto& sound : movie.sounds)
    line += printable(sound.file.filename()) + '\0' + std::to_string(sound.size) + '\0' +
            std::to_string(sound.modified_ns) + '\0';
  return sha256_of({reinterpret_cast<const std::uint8_t*>(line.data()), line.size()});
}

Inventory inventory_of(const fs::path& file, const ScanFacts& said) {
  const auto stamp = InputFile(file).opened();
  const auto survey = survey_movie(file);
  if (survey.packet_bytes.empty())
    throw Error(ExitCode::material, Message("T2632", "{1}: holds no frame; copy the file again", {printable(file)}));
  Inventory movie;
  movie.kind = Inventory::Kind::movie;
  movie.root = file;
  movie.name = printable(file.filename());
  movie.said = said;
  movie.newest_ns = stamp.modified_ns;
  movie.stream.size = survey.facts.size;
  movie.stream.planes = survey.pictures ? survey.pictures->planes() : survey.facts.planes;
  movie.stream.depth = survey.pictures ? survey.pictures->depth() : survey.facts.depth;
  movie.stream.rate = rate_of(survey, movie);
  if (survey.facts.pixel_aspect.known()) movie.stream.pixel_aspect = survey.facts.pixel_aspect;
  movie.stream.transfer = said.transfer != Transfer::unknown ? said.transfer : Transfer::video;
  movie.stream.timecode = survey.timecode;
  const auto header = std::make_shared<const HeaderFacts>(survey.facts);
  for (std::size_t i = 0; i < survey.packet_bytes.size(); ++i)
    movie.frames.push_back({.number = static_cast<std::int64_t>(i),
                            .file = {},
                            .size = survey.packet_bytes[i],
                            .modified_ns = stamp.modified_ns,
                            .state = FrameState::whole,
                            .timecode = i == 0 ? survey.timecode : "",
                            .keycode = {},
                            .header = header});
  add_obstacles(survey, movie);
  add_sounds(survey.has_sound, movie);
  movie.digest = digest_of(movie, stamp);
  return movie;
}

class Movie final : public Scan {
 public:
  Movie(const fs::path& file, const ScanFacts& said) : inventory_(inventory_of(file, said)) {
    numbers_.resize(inventory_.frames.size());
    std::iota(numbers_.begin(), numbers_.end(), 0);
  }

  const Inventory& inventory() const override { return inventory_; }
  const StreamInfo& stream() const override { return inventory_.stream; }
  std::span<const std::int64_t> numbers() const override { return numbers_; }

  Frame read(std::int64_t position) const override {
    if (position < 0 || position >= std::ssize(numbers_))
      throw Error(ExitCode::bug,
                  Message("T2633", "frame {1} of a movie was asked for, which it has not", {std::to_string(position)}));
    const std::lock_guard lock(reading_);
    if (!reader_ || position < next_) {
      reader_ = std::make_unique<MovieReader>(inventory_);
      next_ = 0;
    }
    try {
      for (;; ++next_)
        if (auto frame = reader_->next(); frame && frame->position == position) {
          ++next_;
          return std::move(*frame);
        }
    } catch (...) {
      reader_.reset();  // it is somewhere unknown now
      throw;
    }
  }

 private:
  Inventory inventory_;
  std::vector<std::int64_t> numbers_;
  mutable std::mutex reading_;
  mutable std::unique_ptr<MovieReader> reader_;
  mutable std::int64_t next_ = 0;  // position that the reader gives next
};

}  // namespace

struct MovieReader::State {
  StreamInfo stream;
  std::int64_t count;
  MovieDecoder decoder;
  std::optional<MoviePicture> pictures;
  std::int64_t position = 0;

  std::string name() const { return printable(decoder.file().path); }
};

MovieReader::MovieReader(const Inventory& movie) {
  if (movie.not_restorable) throw Error(ExitCode::material, *movie.not_restorable);
  if (movie.frames.empty() || InputFile(movie.root).opened().modified_ns != movie.frames.front().modified_ns)
    throw Error(ExitCode::material,
                Message("T2634", "{1}: has changed since it was looked at; begin again when it is at rest",
                        {printable(movie.root)}));
  state_.reset(new State{movie.stream, std::ssize(movie.frames), MovieDecoder(movie.root), {}, 0});
}

MovieReader::~MovieReader() = default;

const StreamInfo& MovieReader::stream() const { return state_->stream; }

std::optional<Frame> MovieReader::next() {
  auto& state = *state_;
  const auto picture = state.decoder.next();
  if (picture.has_value() != (state.position < state.count))
    throw Error(ExitCode::material,
                Message("T2635", "{1}: decodes to {2} frames than the {3} it holds; copy the file again",
                        {state.name(), picture ? "more" : "fewer", std::to_string(state.count)}));
  if (!picture) return std::nullopt;
  if (!state.pictures) state.pictures = MoviePicture::of(**picture);
  auto image = state.pictures ? state.pictures->convert(**picture) : std::nullopt;
  const auto& wanted = state.stream;
  if (!image || image->size() != wanted.size || image->planes() != wanted.planes || image->depth() != wanted.depth)
    throw Error(
        ExitCode::material,
        Message("T2636", "{1}: frame {2} is of another size or pixel format than the first; cut the movie there",
                {state.name(), std::to_string(state.position)}));
  const auto position = state.position++;
  return Frame{position, position, std::move(*image)};
}

std::unique_ptr<Scan> open_movie(const fs::path& file, const ScanFacts& said) {
  return std::make_unique<Movie>(file, said);
}

}  // namespace tasma::codecs
