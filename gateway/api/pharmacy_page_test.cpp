#include "gateway/api/pharmacy_page.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "gateway/api/pharmacy_types.hpp"

namespace plaza::gateway {
namespace {

namespace wire = pharmacy::wire;

// What the service sends of a pharmacy: its distance, where it has one, behind everything else.
struct Sent {
  rpc::ByteBuffer bytes;

  explicit Sent(wire::Pharmacy pharmacy, bool distance_last = true) {
    rpc::FrameWriter writer(bytes);
    writer.begin(apache::thrift::protocol::T_REPLY, "any", 1);
    const auto distance = pharmacy.distanceMetres;
    const bool has_distance = pharmacy.__isset.distanceMetres;
    if (distance_last) pharmacy.__isset.distanceMetres = false;
    pharmacy.write(&writer);
    if (has_distance && distance_last) {
      bytes.truncate(bytes.size() - 1);
      writer.writeFieldBegin("distanceMetres", apache::thrift::protocol::T_DOUBLE, 8);
      writer.writeDouble(distance);
      writer.writeFieldStop();
    }
    writer.end();
  }
};

wire::Pharmacy pharmacy(const std::string& id = "5901012025") {
  wire::Pharmacy made;
  made.id = id;
  made.name = "大學\"藥局";
  made.__set_phone("(02)23915228");
  made.address = "台北市中正區汀州路三段２４９號";
  made.position.latitude = 25.0145;
  made.position.longitude = 121.5345;
  made.__isset.position = true;
  made.__set_openPeriods("NNNNNNYNNNNNNYNNNNNNY");
  made.__set_openNow(true);
  wire::MaskStock mask;
  mask.adult = 240;
  mask.updatedAtMs = 1'627'959'205'000;
  made.__set_mask(mask);
  return made;
}

wire::Pharmacy with_distance(wire::Pharmacy of, double metres) {
  of.__set_distanceMetres(metres);
  return of;
}

struct Fragments : ::testing::Test {
  std::string copied(Sent sent) {
    rpc::FrameReader reader({});
    reader.begin(sent.bytes.bytes().subspan(sizeof(std::uint32_t)));
    JsonWriter out;
    fragments.copy(reader, out);
    reader.end();
    return out.take();
  }

  PharmacyFragments fragments;
};

TEST_F(Fragments, are_what_the_description_says_the_first_time_and_later) {
  const auto near = with_distance(pharmacy(), 412.71);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(copied(Sent(pharmacy())), to_json(pharmacy()));
    EXPECT_EQ(copied(Sent(near)), to_json(near));
  }
  EXPECT_EQ(fragments.size(), 1);
}

TEST_F(Fragments, of_a_pharmacy_follow_what_is_sent_of_it) {
  auto changing = with_distance(pharmacy(), 1);
  EXPECT_EQ(copied(Sent(changing)), to_json(changing));
  changing.mask.adult = 7;
  EXPECT_EQ(copied(Sent(changing)), to_json(changing));
  changing.openNow = false;
  EXPECT_EQ(copied(Sent(changing)), to_json(changing));
  changing.distanceMetres = 2;
  EXPECT_EQ(copied(Sent(changing)), to_json(changing));
  changing.name += "二";
  EXPECT_EQ(copied(Sent(changing)), to_json(changing));
}

TEST_F(Fragments, are_not_needed_for_what_has_another_form) {
  const auto near = with_distance(pharmacy(), 5);
  auto short_id = pharmacy("59");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(copied(Sent(near, false)), to_json(near));
    EXPECT_EQ(copied(Sent(short_id)), to_json(short_id));
    EXPECT_EQ(copied(Sent(with_distance(pharmacy(), std::nan("")))), to_json(with_distance(pharmacy(), std::nan(""))));
  }
  EXPECT_EQ(fragments.size(), 0);
}

TEST_F(Fragments, of_a_pharmacy_without_anything_are_complete) {
  wire::Pharmacy bare;
  bare.id = "5901012025";
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(copied(Sent(bare)), to_json(bare));
    EXPECT_EQ(copied(Sent(with_distance(bare, 3.25))), to_json(with_distance(bare, 3.25)));
  }
}

TEST_F(Fragments, a_cut_message_is_malformed_also_when_its_pharmacy_is_known) {
  const auto near = with_distance(pharmacy(), 412.7);
  (void)copied(Sent(near));
  const auto size = Sent(near).bytes.size();
  for (std::size_t cut = 1; cut < size - 20; ++cut) {
    Sent sent(near);
    rpc::FrameReader reader({});
    reader.begin(sent.bytes.bytes().subspan(sizeof(std::uint32_t), size - sizeof(std::uint32_t) - cut));
    JsonWriter out;
    EXPECT_THROW(fragments.copy(reader, out), apache::thrift::protocol::TProtocolException) << cut;
  }
}

TEST_F(Fragments, are_bounded) {
  for (std::size_t i = 0; i <= PharmacyFragments::fragments_max; ++i) {
    (void)copied(Sent(pharmacy(fmt::format("59{:08}", i))));
  }
  EXPECT_LE(fragments.size(), PharmacyFragments::fragments_max);
}

}  // namespace
}  // namespace plaza::gateway
