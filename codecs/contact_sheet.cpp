#include "codecs/contact_sheet.hpp"

#include <algorithm>
#include <utility>

#include "codecs/display_picture.hpp"
#include "codecs/libav.hpp"
#include "codecs/subtitles/font.hpp"
#include "codecs/subtitles/overlay.hpp"
#include "codecs/subtitles/style.hpp"

namespace tasma::codecs {
namespace {

constexpr int sheet_width = 1536, gap = 24;  // pixels
constexpr int across = 3;                    // frames
constexpr int cell_width = (sheet_width - (across + 1) * gap) / across;
constexpr int tallest_cell = cell_width;
constexpr int heading_px = 26, caption_px = 20;          // size of the fonts
constexpr int heading_height = 44, caption_height = 34;  // of the lines they stand in
constexpr std::uint16_t ground = 0x2020, dimmed = 3;     // 16-bit display value; a third of the light
constexpr int line_width = 3;
constexpr std::array<std::uint16_t, 3> line_colour{0xFFFF, 0xC000, 0x0000};  // yellow, seen on grey film

/// All lines of one size, drawn one at a time.
class Writing {
 public:
  Writing(const subtitles::Font& font, std::vector<std::string> lines, int size_px)
      : overlay_(cues(std::move(lines)), font, canvas(size_px)) {}

  /// Draws line `index` with its left lower corner in the picture at (x, y).
  void draw(std::size_t index, Image& sheet, int x, int y) {
    auto boxes = overlay_.at(static_cast<std::int64_t>(index) * line_ms);
    if (boxes.empty()) return;
    int left = boxes[0].where.x, bottom = 0;
    for (const auto& box : boxes) {
      left = std::min(left, box.where.x);
      bottom = std::max(bottom, box.where.y + box.where.size.height);
    }
    for (auto& box : boxes) {
      box.where.x += x - left;
      box.where.y += y - bottom;
      const bool inside = box.where.x >= 0 && box.where.y >= 0 &&
                          box.where.x + box.where.size.width <= sheet.size().width &&
                          box.where.y + box.where.size.height <= sheet.size().height;
      if (inside) subtitles::blend({&box, 1}, sheet);
    }
  }

 private:
  static constexpr std::int64_t line_ms = 1000;

  static subtitles::Subtitles cues(std::vector<std::string> lines) {
    subtitles::Subtitles all;
    for (auto& line : lines) {
      const auto begin = std::ssize(all.cues) * line_ms;
      all.cues.push_back({begin, begin + line_ms, {{{std::move(line)}}}, std::nullopt});
    }
    return all;
  }

  /// Subtitles are so many lines of their picture; this one is never seen.
  static Size canvas(int size_px) {
    return {sheet_width, size_px * subtitles::points_of_height / subtitles::font_points};
  }

  subtitles::Overlay overlay_;
};

Size cell_of(const SheetRow& row) { return display_size(row.spec, {cell_width, tallest_cell}); }

/// The picture area in a cell.
Rectangle in_cell(const Rectangle& area, Size scan, Size cell) {
  const auto across_cell = [&](int x) { return x * cell.width / scan.width; };
  const auto down_cell = [&](int y) { return y * cell.height / scan.height; };
  const int x = across_cell(area.x), y = down_cell(area.y);
  return {x, y, {across_cell(area.x + area.size.width) - x, down_cell(area.y + area.size.height) - y}};
}

/// Darkens what lies outside and draws the line around it.
void outline(Image& cell, const Rectangle& area) {
  const auto [width, height] = cell.size();
  for (int plane = 0; plane < 3; ++plane)
    for (int y = 0; y < height; ++y) {
      const auto row = cell.row(plane, y);
      for (int x = 0; x < width; ++x) {
        const int inside =
            std::min({x - area.x, area.x + area.size.width - 1 - x, y - area.y, area.y + area.size.height - 1 - y});
        auto& value = row[static_cast<std::size_t>(x)];
        if (inside < 0) value = static_cast<std::uint16_t>(value / dimmed);
        if (inside >= 0 && inside < line_width) value = line_colour.at(static_cast<std::size_t>(plane));
      }
    }
}

void paste(const Image& cell, Image& sheet, int left, int top) {
  for (int plane = 0; plane < 3; ++plane)
    for (int y = 0; y < cell.size().height; ++y)
      std::ranges::copy(cell.row(cell.planes() == 1 ? 0 : plane, y), sheet.row(plane, top + y).begin() + left);
}

Image in_colour(Image cell) {
  if (cell.planes() == 3) return cell;
  Image colour(cell.size(), 3, 16);
  paste(cell, colour, 0, 0);
  return colour;
}

std::vector<std::uint8_t> png(const Image& sheet) {
  const auto codec = make_encoder("png");
  codec->width = sheet.size().width;
  codec->height = sheet.size().height;
  codec->pix_fmt = AV_PIX_FMT_RGB24;
  codec->time_base = {1, 1};
  av_check(avcodec_open2(codec.get(), nullptr, nullptr), "png", "opening the encoder");
  auto picture = make_picture();
  picture->format = codec->pix_fmt;
  picture->width = codec->width;
  picture->height = codec->height;
  av_check(av_frame_get_buffer(picture.get(), 0), {}, "making room for a picture");
  for (int y = 0; y < picture->height; ++y) {
    auto* out = picture->data[0] + static_cast<std::ptrdiff_t>(y) * picture->linesize[0];
    for (std::size_t x = 0; x < static_cast<std::size_t>(picture->width); ++x)
      for (int plane = 0; plane < 3; ++plane) *out++ = static_cast<std::uint8_t>(sheet.row(plane, y)[x] >> 8);
  }
  av_check(avcodec_send_frame(codec.get(), picture.get()), "png", "coding a picture");
  const auto packet = make_packet();
  av_check(avcodec_receive_packet(codec.get(), packet.get()), "png", "coding a picture");
  return {packet->data, packet->data + packet->size};
}

}  // namespace

std::vector<std::uint8_t> contact_sheet(const std::vector<SheetRow>& rows) {
  std::vector<std::string> headings, captions;
  int height = gap;
  for (const auto& row : rows) {
    headings.push_back(row.heading);
    for (const auto& frame : row.frames) captions.push_back(std::to_string(frame.number));
    height += heading_height + cell_of(row).height + caption_height + gap;
  }
  const subtitles::Font font(subtitles::default_font());
  Writing heading(font, headings, heading_px), caption(font, captions, caption_px);

  Image sheet({sheet_width, height}, 3, 16);
  for (int plane = 0; plane < 3; ++plane)
    for (int y = 0; y < height; ++y) std::ranges::fill(sheet.row(plane, y), ground);
  int top = gap;
  std::size_t captioned = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    const auto cell = cell_of(row);
    heading.draw(i, sheet, gap, top + heading_height - 10);
    top += heading_height;
    DisplayPicture display(row.spec);
    for (int at = 0; at < std::ssize(row.frames); ++at) {
      const int left = gap + at * (cell_width + gap);
      display.take(row.frames[static_cast<std::size_t>(at)].pixels);
      auto picture = in_colour(display.light(cell));
      if (row.outlined) outline(picture, in_cell(*row.outlined, row.spec.scan.size, cell));
      paste(picture, sheet, left, top);
      caption.draw(captioned++, sheet, left, top + cell.height + caption_height - 6);
    }
    top += cell.height + caption_height + gap;
  }
  return png(sheet);
}

}  // namespace tasma::codecs
