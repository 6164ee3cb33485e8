// Whose connection it is: a server that accepts three clients before it spawns a task for any of
// them, with real sockets and each of the pollers. Each task says which client it was given, and
// the model has to say the same. Runs on the test's thread.
#include "core/scheduler.h"
#include "core/socket.h"
#include "core/watch/event_log.h"
#include "core/watch/model.h"
#include "tests/unit/client.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

using Peers = std::map<TaskId, std::string>;

Task answers(Socket client) {
    std::array<char, 100> buffer;
    for (;;) {
        co_yield recv(client);
        const auto data = client.receive(buffer);
        if (!data) continue;
        if (data->empty()) break;
        co_yield send(client);
        if (!client.send(*data).empty()) break;
    }
}

/// Accepts three, and serves the last first.
Task accepts_three_and_then_spawns_three(Scheduler& scheduler, Listener listener, Peers& peers) {
    std::vector<Socket> clients;
    while (clients.size() < 3) {
        co_yield recv(listener);
        if (auto client = listener.accept()) clients.push_back(std::move(*client));
    }
    while (!clients.empty()) {
        std::string peer(clients.back().peer());
        peers[scheduler.spawn("echo#", answers(std::move(clients.back())))] = std::move(peer);
        clients.pop_back();
    }
    for (;;) co_yield recv(listener);
}

struct Ownership : testing::TestWithParam<const char*> {
    EventLog log{0};
    Scheduler scheduler{make_poller(GetParam(), -1), log};
    Listener listener{scheduler, {}};
    const std::string address{listener.address()};
    Peers peers;
    Model model;

    void step() {
        scheduler.step(deadline_ms);
        while (model.size() < log.size()) model.apply(log[model.size()]);
    }
};

TEST_P(Ownership, each_of_three_that_were_accepted_before_three_were_spawned_has_its_own_client) {
    scheduler.spawn("server",
                    accepts_three_and_then_spawns_three(scheduler, std::move(listener), peers));
    std::vector<Client> clients;
    for (int i = 0; i < 3; ++i) clients.emplace_back(address);
    while (peers.size() < 3) step();
    EXPECT_EQ(model.waiting_clients(), 3U) << "nobody has used one yet";
    while (model.connections().size() < 3) step();
    EXPECT_EQ(model.waiting_clients(), 0U);
    for (Client& client : clients) client.say(client.address());
    for (const auto& [id, peer] : peers)
        while (model.find(id)->messages_out == 0) step();
    for (Client& client : clients)
        EXPECT_EQ(client.hear(client.address().size()), client.address());
    for (const auto& [id, peer] : peers) {
        const TaskState& task = *model.find(id);
        EXPECT_EQ(log.text(task.address), peer);
        EXPECT_EQ(task.last_in.text(), std::string_view(peer).substr(0, task.last_in.size));
        EXPECT_GT(task.last_in.size, 0);
    }
    EXPECT_TRUE(model.find(1)->listens);
    EXPECT_EQ(log.text(model.find(1)->address), address);
}

INSTANTIATE_TEST_SUITE_P(Real, Ownership, testing::Values("epoll", "poll", "select"),
                         [](const auto& name) { return std::string(name.param); });

}  // namespace
}  // namespace yieldscope
