// The panel of our own clients, with a crowd that connects to a real listener. Nobody serves it: a
// client is connected as soon as it waits in the backlog. Runs on the test's thread.
#include "app/panels/clients.h"

#include "core/socket.h"
#include "tests/gui/scene.h"
#include "tests/unit/descriptors.h"
#include "tests/unit/recording_sink.h"

#include <sys/resource.h>

#include <array>
#include <chrono>
#include <thread>

namespace yieldscope {
namespace {

struct Clients : testing::Test {
    RecordingSink sink;
    Scheduler listens{std::make_unique<FakePoller>(), sink};
    Listener listener{listens, Address{}};
    Crowd crowd{listener.address()};

    /// Waits until a count is shown; the shell has to ask for that frame by itself.
    static bool shows(Scene& scene, std::string_view id, std::string_view text) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(deadline_ms);
        while (scene.label(id) != text) {
            if (std::chrono::steady_clock::now() > end) return false;
            if (scene.shell.update(scene.now_s)) scene.frame();
            else std::this_thread::yield();
        }
        return true;
    }
};

TEST_F(Clients, the_button_opens_the_panel_and_closes_it_again) {
    Scene scene({1280, 720}, 64 << 20, &crowd);
    scene.click("clients_open");
    scene.frame();
    EXPECT_EQ(scene.label("clients"), ClientsPanel::help);
    scene.click("clients_open");
    scene.frame();
    EXPECT_FALSE(scene.find("clients"));
}

TEST_F(Clients, escape_closes_it_before_it_lets_go_of_a_task) {
    Scene scene({1280, 720}, 64 << 20, &crowd);
    scene.serve_clients(1);
    scene.steps(1);
    scene.click("connection:1");
    scene.click("clients_open");
    scene.shell.act(Action::close);
    scene.frame();
    EXPECT_FALSE(scene.find("clients"));
    EXPECT_EQ(scene.shell.selection().selected, 1U);
}

TEST_F(Clients, every_kind_comes_and_goes_by_its_buttons) {
    Scene scene({1280, 720}, 64 << 20, &crowd);
    scene.click("clients_open");
    for (const ClientKindFacts& kind : client_kinds()) {
        const std::string name(kind.name);
        scene.click("client_add10:" + name);
        scene.click("client_add:" + name);
        EXPECT_EQ(crowd.count(kind.kind).wanted, 11);
        scene.click("client_remove:" + name);
        EXPECT_EQ(crowd.count(kind.kind).wanted, 10);
        EXPECT_TRUE(shows(scene, "client_count:" + name, "10 connected"));
    }
    EXPECT_EQ(scene.label("clients_open"), "Clients 70");
}

TEST_F(Clients, who_cannot_come_is_said_in_the_panel) {
    Scene scene({1280, 720}, 64 << 20, &crowd);
    scene.click("clients_open");
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const rlimit none{.rlim_cur = 1, .rlim_max = before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
    scene.click("client_add:silent");
    ::setrlimit(RLIMIT_NOFILE, &before);
    scene.frame();
    EXPECT_EQ(scene.label("clients_problem"),
              "No client can come: epoll_create1: Too many open files.");
    scene.click("client_add:silent");
    scene.frame();
    EXPECT_FALSE(scene.find("clients_problem"));
}

TEST_F(Clients, who_is_not_connected_yet_is_counted_apart) {
    Crowd refused("127.0.0.1:1");
    refused.add(ClientKind::silent, 2);
    Scene scene({1280, 720}, 64 << 20, &refused);
    scene.click("clients_open");
    EXPECT_TRUE(shows(scene, "client_count:silent", "0 of 2 connected"));
    EXPECT_TRUE(shows(scene, "client_count:chatty", "none"));
}

TEST_F(Clients, buttons_that_can_do_nothing_are_grey) {
    Scene scene({1280, 720}, 64 << 20, &crowd);
    scene.click("clients_open");
    scene.frame();
    EXPECT_FALSE(scene.find("client_remove:chatty")->enabled);
    EXPECT_TRUE(scene.find("client_add:chatty")->enabled);
    scene.click("client_remove:chatty");
    EXPECT_EQ(crowd.count().wanted, 0);
    crowd.add(ClientKind::silent, crowd.room());
    scene.frame();
    EXPECT_TRUE(scene.find("client_remove:silent")->enabled);
    EXPECT_FALSE(scene.find("client_add:chatty")->enabled);
    EXPECT_FALSE(scene.find("client_add10:chatty")->enabled);
}

TEST_F(Clients, an_open_panel_that_shows_what_is_true_asks_for_no_frame) {
    Scene scene({1280, 720}, 64 << 20, &crowd);
    crowd.add(ClientKind::silent, 3);
    scene.click("clients_open");
    ASSERT_TRUE(shows(scene, "client_count:silent", "3 connected"));
    while (crowd.count().listening < 3) std::this_thread::yield();
    scene.frame();
    EXPECT_FALSE(scene.shell.update(scene.now_s));
}

TEST_F(Clients, where_nobody_listens_it_says_so) {
    Scene scene;  // without a crowd
    scene.click("clients_open");
    scene.frame();
    EXPECT_FALSE(scene.find("clients_open")->enabled);
    EXPECT_FALSE(scene.find("clients"));
}

TEST_F(Clients, everything_stays_on_the_screen_and_no_button_covers_another) {
    for (const ImVec2 size :
         {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080), ImVec2(3840, 2160)}) {
        Scene scene(size, 64 << 20, &crowd);
        scene.click("clients_open");
        for (int i = 0; i < 3; ++i) scene.frame();
        float bottom = 0;
        for (const ClientKindFacts& kind : client_kinds()) {
            float right = 0;
            for (const char* id :
                 {"client_remove:", "client_add:", "client_add10:", "client_count:"}) {
                const WidgetRecord* widget = scene.find(id + std::string(kind.name));
                ASSERT_TRUE(widget) << id << kind.name;
                EXPECT_GE(widget->min.x, right) << id << kind.name << " at " << size.x;
                EXPECT_GE(widget->min.y, bottom) << id << kind.name << " at " << size.x;
                EXPECT_LE(widget->max.x, size.x) << id << kind.name << " at " << size.x;
                EXPECT_LE(widget->max.y, size.y) << id << kind.name << " at " << size.x;
                right = widget->max.x;
            }
            bottom = scene.find("client_add:" + std::string(kind.name))->max.y;
        }
    }
}

}  // namespace
}  // namespace yieldscope
