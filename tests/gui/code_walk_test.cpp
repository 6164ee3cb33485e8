// A walk through every event of a first exchange and its end, with the code panel on the screen:
// which line of the Python twins is lit at each. The sockets are real, and what the kernel says is
// the test's. Runs on the test's thread.
#include "app/twin.h"
#include "core/programs/program.h"
#include "tests/gui/scene.h"
#include "tests/unit/client.h"

#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {
namespace {

/// A client comes, says something, hears it back, and goes.
struct FirstExchange : Scene {
    FirstExchange() : Scene({1920, 1080}) {
        const std::string address = start_echo(scheduler, {});
        steps(1);
        Client client(address);
        wake(listener());
        steps(2);
        client.say("Hello\n");
        wake(socket());
        steps(1);
        poller.ready = {{.fd = socket(), .can_send = true}};
        steps(2);
        client.close();
        wake(socket());
        steps(1);
        frame();
    }

    int listener() const { return log[0].fd; }
    int socket() const {
        std::uint64_t number = log.size();
        while (log[--number].kind != EventKind::accepted) {
        }
        return log[number].fd;
    }

    /// The next step finds that this one can be read.
    void wake(int fd) {
        EXPECT_TRUE(becomes_readable(fd));
        poller.ready = {{.fd = fd, .can_recv = true}};
        steps(1);
    }

    /// Every Python line that is lit, without its indentation.
    std::string lit_python() {
        constexpr std::string_view head = "code_lit:";
        std::string all;
        for (const WidgetRecord& widget : widgets) {
            if (!widget.id.starts_with(head)) continue;
            const std::string_view place = std::string_view(widget.id).substr(head.size());
            const std::size_t colon = place.find(':');
            if (!place.substr(0, colon).ends_with(".py")) continue;
            const auto lines =
                lines_of(embedded_text("core/programs/" + std::string(place.substr(0, colon))));
            const std::string_view line =
                lines.at(std::stoul(std::string(place.substr(colon + 1))) - 1);
            const std::string_view code = line.substr(line.find_first_not_of(' '));
            all += std::string(code.substr(0, code.find("  #"))) + '\n';
        }
        return all;
    }
};

TEST(code_walk, each_event_of_a_first_exchange_and_its_end_lights_the_python_line_that_did_it) {
    const std::vector<std::pair<EventKind, std::string>> walk{
        {EventKind::listening, "sock = socket.create_server(('127.0.0.1', port))"},
        {EventKind::spawned, "tasks.append(tcp_server(sock))"},
        {EventKind::resumed, "wait = next(task)"},
        {EventKind::yielded, "yield 'recv', sock"},
        {EventKind::parked, "recv_wait[sock] = task"},
        {EventKind::polling, "can_recv, can_send, _ = select(recv_wait, send_wait, [])"},
        {EventKind::polled, "can_recv, can_send, _ = select(recv_wait, send_wait, [])"},
        {EventKind::woken, "tasks.append(recv_wait.pop(sock))"},
        {EventKind::resumed, "wait = next(task)"},
        {EventKind::accepted, "client, address = sock.accept()"},
        {EventKind::spawned, "tasks.append(echo_handler(client, address))"},
        {EventKind::yielded, "yield 'recv', sock"},
        {EventKind::parked, "recv_wait[sock] = task"},
        {EventKind::resumed, "wait = next(task)"},
        {EventKind::printed, "print('Connection from', address)"},
        {EventKind::yielded, "yield 'recv', client"},
        {EventKind::parked, "recv_wait[sock] = task"},
        {EventKind::polling, "can_recv, can_send, _ = select(recv_wait, send_wait, [])"},
        {EventKind::polled, "can_recv, can_send, _ = select(recv_wait, send_wait, [])"},
        {EventKind::woken, "tasks.append(recv_wait.pop(sock))"},
        {EventKind::resumed, "wait = next(task)"},
        {EventKind::received, "data = client.recv(1000)"},
        {EventKind::yielded, "yield 'send', client"},
        {EventKind::parked, "send_wait[sock] = task"},
        {EventKind::polling, "can_recv, can_send, _ = select(recv_wait, send_wait, [])"},
        {EventKind::polled, "can_recv, can_send, _ = select(recv_wait, send_wait, [])"},
        {EventKind::woken, "tasks.append(send_wait.pop(sock))"},
        {EventKind::resumed, "wait = next(task)"},
        {EventKind::sent, "client.send(b'GOT:' + data)"},
        {EventKind::yielded, "yield 'recv', client"},
        {EventKind::parked, "recv_wait[sock] = task"},
        {EventKind::polling, "can_recv, can_send, _ = select(recv_wait, send_wait, [])"},
        {EventKind::polled, "can_recv, can_send, _ = select(recv_wait, send_wait, [])"},
        {EventKind::woken, "tasks.append(recv_wait.pop(sock))"},
        {EventKind::resumed, "wait = next(task)"},
        {EventKind::received, "data = client.recv(1000)"},
        {EventKind::printed, "print('Connection closed')"},
        {EventKind::closed, "client.close()"},
        {EventKind::finished, "except StopIteration:"},
        {EventKind::printed, "print('Task done')"},
    };
    FirstExchange scene;
    std::size_t at = 0;
    for (std::uint64_t number = 0; number < scene.log.size(); ++number) {
        const EventKind kind = scene.log[number].kind;
        if (is_control(kind)) continue;
        ASSERT_LT(at, walk.size());
        ASSERT_EQ(kind, walk[at].first) << name_of(kind) << " is event " << number + 1;
        scene.player().go_to(number + 1);
        for (int i = 0; i < 3; ++i) scene.frame();  // it scrolls there
        EXPECT_EQ(scene.lit_python(), walk[at].second + '\n')
            << "event " << number + 1 << ", " << name_of(kind);
        ++at;
    }
    EXPECT_EQ(at, walk.size());
}

}  // namespace
}  // namespace yieldscope
