// Who may come in: how many in all, how many of one address, and that who leaves makes room.
// Without sockets; tests/e2e/limits_test.py has them.
#include "core/admission.h"

#include "core/limits.h"

#include <gtest/gtest.h>

namespace yieldscope {
namespace {

TEST(Admission, lets_everybody_in_from_this_machine_if_nobody_says_otherwise) {
    Admission admission({});
    for (int i = 0; i <= limits::connections_per_address; ++i)
        ASSERT_FALSE(admission.enter("127.0.0.1", true)) << i;
    EXPECT_EQ(admission.connections(), limits::connections_per_address + 1);
}

TEST(Admission, lets_another_machine_have_only_so_many) {
    Admission admission({});
    for (int i = 0; i < limits::connections_per_address; ++i)
        ASSERT_FALSE(admission.enter("192.0.2.7", false));
    EXPECT_EQ(admission.enter("192.0.2.7", false),
              "192.0.2.7 has 256 connections, as many as one address may have");
    EXPECT_FALSE(admission.enter("192.0.2.8", false)) << "others have places of their own";
    admission.leave("192.0.2.7");
    EXPECT_FALSE(admission.enter("192.0.2.7", false));
}

TEST(Admission, what_is_asked_for_counts_for_this_machine_too) {
    Admission admission({.per_address = 1});
    EXPECT_FALSE(admission.enter("127.0.0.1", true));
    EXPECT_TRUE(admission.enter("127.0.0.1", true));
    EXPECT_FALSE(admission.enter("127.0.0.2", true));
}

TEST(Admission, lets_in_no_more_than_all) {
    Admission admission({.all = 2});
    EXPECT_FALSE(admission.enter("127.0.0.1", true));
    EXPECT_FALSE(admission.enter("192.0.2.7", false));
    EXPECT_EQ(admission.enter("192.0.2.8", false), "there are 2 connections, as many as may be");
    EXPECT_EQ(admission.connections(), 2) << "who was turned away is not counted";
    admission.leave("127.0.0.1");
    EXPECT_FALSE(admission.enter("192.0.2.8", false));
}

TEST(Admission, who_never_came_cannot_leave) {
    Admission admission({.all = 1});
    admission.leave("127.0.0.1");
    EXPECT_EQ(admission.connections(), 0);
}

TEST(Admission, knows_addresses_that_only_this_machine_has) {
    for (const char* host : {"127.0.0.1", "127.9.9.9", "[::1]", "::1", "[::ffff:127.0.0.1]"})
        EXPECT_TRUE(is_loopback(host)) << host;
    for (const char* host : {"0.0.0.0", "[::]", "192.0.2.7", "[2001:db8::1]", "12.7.0.1", "[", ""})
        EXPECT_FALSE(is_loopback(host)) << host;
    EXPECT_EQ(host_of("127.0.0.1:25000"), "127.0.0.1");
    EXPECT_EQ(host_of("[::1]:25000"), "[::1]");
}

}  // namespace
}  // namespace yieldscope
