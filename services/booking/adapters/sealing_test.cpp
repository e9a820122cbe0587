#include "services/booking/adapters/sealing.hpp"

#include <cstdio>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace plaza::booking {
namespace {

const Sealing::Key key{1, 2, 3};
const Person ada{.mysejahtera_id = "900127-01-5527",
                 .first_name = "Ada",
                 .last_name = "binti Ali",
                 .address = "1, Jalan Tun Ismail",
                 .phone_number = "012-345 6789"};
const SystemTime now{milliseconds{1'621'123'200'000}};

TEST(Sealing, what_was_sealed_is_read_and_shows_nothing) {
  const Sealing sealing(key);
  const auto id = Uuid::version7(now);
  const auto sealed = sealing.seal(ada, id);
  EXPECT_EQ(sealed.find("Ada"), std::string::npos);
  EXPECT_EQ(sealed.find("900127"), std::string::npos);
  EXPECT_EQ(sealing.open(sealed, id), ada);
  EXPECT_NE(sealing.seal(ada, id), sealed);
}

TEST(Sealing, another_key_booking_or_byte_reads_nothing) {
  const Sealing sealing(key);
  const auto id = Uuid::version7(now);
  auto sealed = sealing.seal(ada, id);
  EXPECT_EQ(Sealing({9}).open(sealed, id).error().code, Code::data_loss);
  EXPECT_FALSE(sealing.open(sealed, Uuid::version7(now)));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    sealed[i] = static_cast<char>(sealed[i] ^ 1);
    EXPECT_FALSE(sealing.open(sealed, id)) << i;
    sealed[i] = static_cast<char>(sealed[i] ^ 1);
  }
  EXPECT_FALSE(sealing.open("", id));
}

TEST(Sealing, a_person_is_one_whatever_the_form_of_the_number) {
  const Sealing sealing(key);
  auto same = ada;
  same.mysejahtera_id = "900127015527";
  same.first_name = "A.";
  EXPECT_EQ(sealing.digest_of(ada), sealing.digest_of(same));
  same.mysejahtera_id = "900127015528";
  EXPECT_NE(sealing.digest_of(ada), sealing.digest_of(same));
  EXPECT_NE(sealing.digest_of(ada), Sealing({9}).digest_of(ada));
  EXPECT_EQ(sealing.digest_of(ada).size(), 32U);
}

TEST(Sealing, the_key_is_read_from_its_file) {
  std::string path = "/tmp/plaza-booking-key-XXXXXX";
  const int descriptor = mkstemp(path.data());
  ASSERT_GE(descriptor, 0);
  close(descriptor);
  const auto write = [&](const std::string& text) { std::ofstream(path) << text; };
  write("010203" + std::string(58, '0') + "\n");
  const auto sealing = Sealing::from_file(path);
  ASSERT_TRUE(sealing);
  EXPECT_EQ(sealing->digest_of(ada), Sealing(key).digest_of(ada));
  for (const auto& wrong : {std::string(), std::string(63, '0'), std::string(64, 'g')}) {
    write(wrong);
    EXPECT_FALSE(Sealing::from_file(path)) << wrong;
  }
  std::remove(path.c_str());
  EXPECT_FALSE(Sealing::from_file(path));
  EXPECT_FALSE(Sealing::from_file(""));
}

}  // namespace
}  // namespace plaza::booking
