#include "samples/figures.hpp"

#include "samples/noise.hpp"
#include "samples/paint.hpp"
#include "samples/portable.hpp"

namespace tasma::samples {
namespace {

/// Somebody who paints bodies: one colour with cloth's unevenness, lit from the upper left.
struct Painter {
  Picture& picture;
  const Curve& curve;
  std::uint64_t seed;

  template <class Distance>
  void body(Point corner, Point opposite, Light colour, Distance distance) const {
    const double across = opposite.x - corner.x;
    paint(
        picture, curve, corner, opposite, [&](Point p) { return covered(distance(p)); },
        [&](Point p) {
          const double x = (p.x - corner.x) / across, y = (p.y - corner.y) / across;
          return scaled(colour, 1.2F - 0.5F * static_cast<float>(x) + 0.18F * noise_at(x * 9, y * 9, seed));
        });
  }
  void ellipse(Point centre, double across, double down, Light colour) const {
    body({centre.x - across - 2, centre.y - down - 2}, {centre.x + across + 2, centre.y + down + 2}, colour,
         [&](Point p) { return outside_ellipse(p, centre, across, down); });
  }
  void capsule(Point from, Point to, double radius, Light colour) const {
    body({std::min(from.x, to.x) - radius - 2, std::min(from.y, to.y) - radius - 2},
         {std::max(from.x, to.x) + radius + 2, std::max(from.y, to.y) + radius + 2}, colour,
         [&](Point p) { return outside_capsule(p, from, to, radius); });
  }
  void box(Point corner, Point opposite, Light colour) const {
    body({corner.x - 2, corner.y - 2}, {opposite.x + 2, opposite.y + 2}, colour,
         [&](Point p) { return outside_box(p, corner, opposite); });
  }
};

void draw_birds(const Painter& painter, double age, double pan, double h, double width) {
  for (int bird = 0; bird < 7; ++bird) {
    Random random(seed_of(painter.seed, 61, static_cast<std::uint64_t>(bird)));
    const double speed = h * random.between(0.006, 0.011), beat = random.between(0.09, 0.16),
                 start = random.between(-0.1, 0.7);
    const Point at{width * start + speed * age - pan * 0.5,
                   h * random.between(0.08, 0.3) + h * 0.01 * sine(age * 0.03 + random.unit())};
    const double span = h * 0.011, lift = span * 0.6 * sine(age * beat);
    painter.capsule(at, {at.x - span, at.y - lift}, h * 0.0014, {0.05F, 0.05F, 0.06F});
    painter.capsule(at, {at.x + span, at.y - lift}, h * 0.0014, {0.05F, 0.05F, 0.06F});
  }
}

void draw_lorry(const Painter& painter, double age, double pan, double h, double width) {
  const double x = width * 0.75 - h * 0.007 * age - pan, y = h * 0.775 + h * 0.0015 * sine(age * 0.21), s = h * 0.085;
  painter.ellipse({x + s, y + 0.1 * s}, 1.7 * s, 0.12 * s, {0.10F, 0.09F, 0.06F});
  painter.box({x, y - 0.75 * s}, {x + 2 * s, y - 0.2 * s}, {0.23F, 0.28F, 0.17F});
  painter.box({x - 0.62 * s, y - 0.82 * s}, {x - 0.04 * s, y - 0.15 * s}, {0.30F, 0.33F, 0.20F});
  painter.box({x - 0.52 * s, y - 0.72 * s}, {x - 0.16 * s, y - 0.46 * s}, {0.60F, 0.66F, 0.72F});
  for (const double wheel : {-0.30, 0.5, 1.55}) {
    painter.ellipse({x + wheel * s, y - 0.08 * s}, 0.2 * s, 0.2 * s, {0.03F, 0.03F, 0.03F});
    painter.ellipse({x + wheel * s, y - 0.08 * s}, 0.08 * s, 0.08 * s, {0.3F, 0.3F, 0.3F});
  }
}

void draw_walker(const Painter& painter, Point feet, double tall, double step, Light coat, Light head_cover) {
  const double swing = 0.13 * tall * sine(step), s = tall;
  const Point hip{feet.x, feet.y - 0.47 * s - 0.01 * s * sine(2 * step)}, neck{hip.x + 0.01 * s, hip.y - 0.36 * s};
  const Light trousers{0.07F, 0.07F, 0.09F}, skin{0.42F, 0.29F, 0.21F};
  painter.ellipse({feet.x, feet.y + 0.01 * s}, 0.2 * s, 0.02 * s, {0.07F, 0.07F, 0.07F});
  painter.capsule(hip, {feet.x + swing, feet.y - 0.03 * s}, 0.05 * s, trousers);
  painter.capsule(hip, {feet.x - swing, feet.y - 0.03 * s}, 0.05 * s, trousers);
  painter.capsule({neck.x, neck.y + 0.06 * s}, {neck.x - 0.8 * swing, neck.y + 0.33 * s}, 0.035 * s,
                  scaled(coat, 0.8F));
  painter.capsule({neck.x, neck.y + 0.1 * s}, {hip.x, hip.y + 0.05 * s}, 0.1 * s, coat);
  painter.capsule({neck.x, neck.y + 0.06 * s}, {neck.x + 0.8 * swing, neck.y + 0.33 * s}, 0.035 * s,
                  scaled(coat, 1.2F));
  painter.ellipse({neck.x, neck.y - 0.06 * s}, 0.055 * s, 0.075 * s, skin);
  painter.ellipse({neck.x, neck.y - 0.115 * s}, 0.065 * s, 0.045 * s, head_cover);
}

void draw_street(const Painter& painter, double age, double h, double width) {
  const double beat = 1.0 / 24;
  draw_walker(painter, {width * 0.70 - h * 0.0045 * age, h * 0.855}, h * 0.50, age * beat * 0.9, {0.36F, 0.10F, 0.08F},
              {0.75F, 0.73F, 0.70F});
  draw_walker(painter, {width * 0.10 + h * 0.0062 * age, h * 0.90}, h * 0.56, age * beat, {0.13F, 0.17F, 0.27F},
              {0.08F, 0.07F, 0.06F});
  draw_walker(painter, {width * 0.42 + h * 0.0105 * age, h * 0.95}, h * 0.45, age * beat * 1.6, {0.55F, 0.50F, 0.35F},
              {0.30F, 0.14F, 0.07F});
}

void draw_sitter(const Painter& painter, double age, double h, double width) {
  const double sway = h * 0.012 * sine(age / 90) + h * 0.003 * sine(age / 31), nod = h * 0.004 * sine(age / 47);
  const Point head{width * 0.47 + sway, h * 0.46 + nod};
  const double s = h * 0.17;
  const Light skin{0.50F, 0.34F, 0.25F}, felt{0.78F, 0.77F, 0.73F}, coat{0.10F, 0.13F, 0.22F},
      dark{0.05F, 0.04F, 0.04F};
  painter.capsule({head.x - 1.1 * s, h * 0.98 + 0.3 * nod}, {head.x + 1.1 * s, h * 0.98 + 0.3 * nod}, 1.05 * s, coat);
  painter.capsule({head.x, head.y + s}, {head.x, head.y + 1.6 * s}, 0.42 * s, scaled(skin, 0.7F));
  painter.ellipse({head.x, head.y}, 0.86 * s, 1.16 * s, skin);
  const bool blinking = static_cast<int>(age) % 37 >= 34;
  for (const double side : {-1.0, 1.0}) {
    const Point eye{head.x + side * 0.34 * s + 0.3 * sway, head.y - 0.08 * s};
    painter.capsule({eye.x - 0.16 * s, eye.y - 0.22 * s}, {eye.x + 0.16 * s, eye.y - 0.23 * s}, 0.035 * s, dark);
    painter.ellipse(eye, 0.15 * s, blinking ? 0.02 * s : 0.08 * s,
                    blinking ? scaled(skin, 0.5F) : Light{0.72F, 0.70F, 0.68F});
    if (blinking) continue;
    painter.ellipse(eye, 0.072 * s, 0.074 * s, dark);
    painter.ellipse({eye.x - 0.025 * s, eye.y - 0.025 * s}, 0.018 * s, 0.018 * s, {0.95F, 0.95F, 0.95F});
  }
  painter.capsule({head.x + 0.3 * sway, head.y}, {head.x - 0.04 * s + 0.3 * sway, head.y + 0.34 * s}, 0.07 * s,
                  scaled(skin, 1.15F));
  const double speech = 0.035 * s * (1 + sine(age / 7.3) * sine(age / 19));
  painter.ellipse({head.x + 0.2 * sway, head.y + 0.62 * s}, 0.28 * s, 0.05 * s + speech, {0.30F, 0.12F, 0.10F});
  painter.body({head.x - 1.2 * s, head.y - 2.1 * s}, {head.x + 1.2 * s, head.y - 0.2 * s}, felt, [&](Point p) {
    const double up = (head.y - 0.42 * s - p.y) / s, half = s * (0.98 - 0.28 * up * up);  // a tall felt hat
    return std::max({std::abs(p.x - head.x) - half, -up * s, (up - 1.5) * s});
  });
  painter.capsule({head.x - 0.92 * s, head.y - 0.47 * s}, {head.x + 0.92 * s, head.y - 0.47 * s}, 0.11 * s, dark);
}

}  // namespace

void draw_figures(Picture& picture, Place place, double age, double pan_px, const Curve& curve, std::uint64_t seed) {
  const Painter painter{picture, curve, seed};
  const double h = picture[0].height(), width = picture[0].width();
  switch (place) {
    case Place::valley:
      draw_birds(painter, age, pan_px, h, width);
      draw_lorry(painter, age, pan_px, h, width);
      break;
    case Place::street:
      draw_street(painter, age, h, width);
      break;
    case Place::portrait:
      draw_sitter(painter, age, h, width);
      break;
  }
}

}  // namespace tasma::samples
