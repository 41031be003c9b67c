#pragma once

#include <deque>
#include <utility>

#include "pipeline/core/frame.hpp"

namespace tasma::pipeline {

/// Takes frames in reel order and hands out each frame of `part` among its neighbours, as soon as the last of them is
/// there. Neighbours may lie outside `part`, not outside the reel.
class Window {
 public:
  Window(Range part, Range reel, int reach) : part_(part), reel_(reel), reach_(reach) {}

  /// The positions to read for this part, those of neighbours included.
  Range wanted() const {
    return {std::max(reel_.begin, part_.begin - reach_), std::min(reel_.end, part_.end + reach_)};
  }

  /// The neighbourhoods that `frame`, the next in order, makes complete: none, one, or at the end of the reel several.
  std::vector<Neighbourhood> add(FramePtr frame) {
    const bool last = frame->position + 1 == wanted().end;
    frames_.push_back(std::move(frame));
    std::vector<Neighbourhood> complete;
    const auto newest = frames_.back()->position;
    for (; centre() < part_.end && (centre() + reach_ <= newest || last); ++handed_out_) complete.push_back(around());
    return complete;
  }

 private:
  std::int64_t centre() const { return part_.begin + handed_out_; }

  Neighbourhood around() {
    while (frames_.front()->position < centre() - reach_) frames_.pop_front();
    Neighbourhood around;
    for (const auto& frame : frames_) {
      if (frame->position > centre() + reach_) break;
      if (frame->position < centre())
        around.before.push_back(frame);
      else if (frame->position == centre())
        around.centre = frame;
      else
        around.after.push_back(frame);
    }
    return around;
  }

  Range part_, reel_;
  int reach_;
  std::int64_t handed_out_ = 0;
  std::deque<FramePtr> frames_;
};

}  // namespace tasma::pipeline
