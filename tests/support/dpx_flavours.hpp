#pragma once

#include <gtest/gtest.h>

#include "tests/support/dpx_writer.hpp"

namespace tasma::synthetic {

struct DpxKind {
  int depth, packing;
};
constexpr DpxKind dpx_kinds[]{{8, 0}, {8, 1}, {10, 1}, {10, 2}, {12, 0}, {12, 1}, {12, 2}, {16, 0}};
constexpr int dpx_line_widths[]{1, 2, 3, 4, 5, 7, 8, 11, 16, 29, 64, 101};

/// Every flavour that is supported, in every width that fills words differently.
template <class Check>
void for_every_flavour(Check check) {
  std::uint32_t seed = 0;
  for (const auto kind : dpx_kinds)
    for (const bool big_endian : {true, false})
      for (const int descriptor : {1, 2, 3, 4, 6, 50, 51, 52})
        for (const bool pad_lines : {true, false})
          for (const int width : dpx_line_widths) {
            DpxFlavour flavour;
            flavour.packing = kind.packing;
            flavour.big_endian = big_endian;
            flavour.descriptor = descriptor;
            flavour.pad_lines = pad_lines;
            flavour.padding_seed = ++seed % 3;  // every third is padded with zeros
            flavour.offset = seed % 2 == 0 ? 1664 : 8192;
            const Size size{width, 1 + static_cast<int>(seed % 5)};
            const int planes = descriptor < 50 ? 1 : descriptor == 50 ? 3 : 4;
            SCOPED_TRACE(testing::Message() << kind.depth << " bits, packing " << kind.packing << ", descriptor "
                                            << descriptor << ", " << size.width << "x" << size.height
                                            << (big_endian ? ", big" : ", little") << (pad_lines ? ", padded" : ""));
            const auto image = noise(size, planes, kind.depth, seed);
            auto padded = flavour;
            padded.pad_lines = true;
            // Where padding takes no more room, a few lines alone cannot tell; every real frame can.
            if (!pad_lines && draw_dpx(padded, image).size() == draw_dpx(flavour, image).size()) continue;
            check(flavour, image);
          }
}

}  // namespace tasma::synthetic
