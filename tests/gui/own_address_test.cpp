// Which address others are told to call: the test is the machine, with its interfaces and its
// default route. Runs on the test's thread.
#include "app/own_address.h"

#include <gtest/gtest.h>

#include <vector>

namespace yieldscope {
namespace {

const std::vector<OwnAddress> machine{{"docker0", "172.17.0.1"},
                                      {"docker0", "fd00:d0c::1"},
                                      {"eth0", "192.168.1.7"},
                                      {"wlan0", "10.0.0.7"},
                                      {"wlan0", "2001:db8::7"}};

TEST(own_address, is_the_one_on_the_interface_that_has_the_default_route) {
    EXPECT_EQ(address_to_call("0.0.0.0", machine, "10.0.0.7", "2001:db8::7"), "10.0.0.7");
    EXPECT_EQ(address_to_call("::", machine, "10.0.0.7", "2001:db8::7"), "2001:db8::7");
    EXPECT_EQ(address_to_call("::", machine, "10.0.0.7", ""), "10.0.0.7")
        << "who listens on :: hears IPv4 too";
}

TEST(own_address, without_a_way_out_is_never_first_that_of_a_bridge_for_containers) {
    EXPECT_EQ(address_to_call("0.0.0.0", machine, "", ""), "192.168.1.7");
    EXPECT_EQ(address_to_call("::", machine, "", ""), "2001:db8::7");
    const std::vector<OwnAddress> bridges{{"br-0123abcd", "172.18.0.1"}, {"virbr0", "10.1.0.1"}};
    EXPECT_EQ(address_to_call("0.0.0.0", bridges, "", ""), "172.18.0.1") << "there is no other";
}

TEST(own_address, is_the_loopback_on_a_machine_that_is_on_no_network) {
    EXPECT_EQ(address_to_call("0.0.0.0", {}, "", ""), "127.0.0.1");
    EXPECT_EQ(address_to_call("::", {}, "", ""), "::1");
}

TEST(own_address, is_what_was_asked_for_where_that_is_no_wildcard) {
    for (const char* host : {"127.0.0.1", "192.168.1.7", "::1"})
        EXPECT_EQ(host_to_call(host), host);
}

}  // namespace
}  // namespace yieldscope
