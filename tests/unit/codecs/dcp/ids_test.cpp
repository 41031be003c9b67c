#include "codecs/dcp/ids.hpp"

#include <gtest/gtest.h>

namespace tasma::codecs::dcp {
namespace {

constexpr Uuid id{0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0x5d, 0xef, 0x80, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06};

TEST(DcpIds, AreWrittenAndReadAsUrns) {
  EXPECT_EQ(urn(id), "urn:uuid:12345678-9abc-5def-8000-010203040506");
  EXPECT_EQ(parse_urn(urn(id)), id);
  EXPECT_EQ(parse_urn("urn:uuid:12345678-9ABC-5DEF-8000-010203040506"), id);
}

TEST(DcpIds, WhatIsNoIdIsNone) {
  for (const auto* text :
       {"", "urn:uuid:", "12345678-9abc-5def-8000-010203040506", "urn:uuid:12345678-9abc-5def-8000-01020304050",
        "urn:uuid:12345678-9abc-5def-8000-01020304050g", "urn:uuid:123456789abc-5def-8000-010203040506---"})
    EXPECT_FALSE(parse_urn(text)) << text;
}

TEST(DcpIds, PartsHaveIdsOfTheirOwn) {
  EXPECT_EQ(part_id(id, "reel"), part_id(id, "reel"));
  EXPECT_NE(part_id(id, "reel"), part_id(id, "reel 2"));
  EXPECT_EQ(part_id(id, "reel")[6] >> 4, 5);  // version
}

TEST(DcpIds, DigestsAreBase64) {
  // SHA-1 of nothing: da39a3ee5e6b4b0d3255bfef95601890afd80709
  constexpr Sha1 nothing{0xda, 0x39, 0xa3, 0xee, 0x5e, 0x6b, 0x4b, 0x0d, 0x32, 0x55,
                         0xbf, 0xef, 0x95, 0x60, 0x18, 0x90, 0xaf, 0xd8, 0x07, 0x09};
  EXPECT_EQ(base64(nothing), "2jmj7l5rSw0yVb/vlWAYkK/YBwk=");
  EXPECT_EQ(parse_base64("2jmj7l5rSw0yVb/vlWAYkK/YBwk="), nothing);
  for (const auto* text :
       {"", "2jmj7l5rSw0yVb/vlWAYkK/YBwkA", "2jmj7l5rSw0yVb/vlWAYkK/YBwl=", "2jmj7l5rSw0yVb_vlWAYkK/YBwk="})
    EXPECT_FALSE(parse_base64(text)) << text;
}

}  // namespace
}  // namespace tasma::codecs::dcp
