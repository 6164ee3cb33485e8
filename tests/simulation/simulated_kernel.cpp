#include "tests/simulation/simulated_kernel.h"

#include "tests/simulation/memory.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <cerrno>

#include <algorithm>
#include <cstring>
#include <utility>

namespace yieldscope::simulation {
namespace {

constexpr unsigned knocks_max = 10'000;  // in vain: a shortage is over much sooner

void write_address(std::uint16_t port, sockaddr_storage& address, socklen_t& size) {
    sockaddr_in ours{};
    ours.sin_family = AF_INET;
    ours.sin_port = htons(port);
    ours.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 99);  // long enough to need memory
    std::memcpy(&address, &ours, sizeof ours);
    size = sizeof ours;
}

}  // namespace

SimulatedKernel::SimulatedKernel(const Plan& plan, std::uint64_t seed, Tally& tally, bool is_select)
    : plan_(plan),
      tally_(tally),
      is_select_(is_select),
      calls_(seed, 2),
      waits_(seed, 3),
      epoll_([this](int fd) { return asked_readiness(fd); }) {
    open(Kind::wake, wake_fd);
}

// The world's side.

bool SimulatedKernel::connect(Connection& client) {
    if (backlog_.size() >= backlog_max_) {
        tally_.add(Fault::full_backlog);
        if (++knocks_ == knocks_max) {
            blame("nobody gets into the backlog", listener_);
            interrupt();
        }
        return false;
    }
    knocks_ = 0;
    backlog_.push_back(&client);
    if (listener_ >= 0) epoll_.news(listener_, EPOLLIN);
    return true;
}

void SimulatedKernel::news(Connection& client, std::uint32_t events) {
    if (client.fd < 0) return;
    if ((events & EPOLLOUT) && !client.broken) {  // room is told to who has found none
        if (!client.wants_room || !client.writable()) events &= ~std::uint32_t{EPOLLOUT};
        else client.wants_room = false;
    }
    if (events != 0) epoll_.news(client.fd, events);
}

void SimulatedKernel::phantom_client() {
    if (listener_ < 0 || !backlog_.empty()) return;
    tally_.add(Fault::phantom);
    phantom_client_ = true;
    epoll_.news(listener_, EPOLLIN);
}

void SimulatedKernel::interrupt() {
    wake_readable_ = true;
    epoll_.news(wake_fd, EPOLLIN);
}

void SimulatedKernel::begin_shortage(bool of_files) {
    if (of_files) files_left_ = 0;
    else descriptors_max_ = open_;
}

void SimulatedKernel::end_shortage() {
    descriptors_max_.reset();
    files_left_.reset();
}

// Descriptors.

int SimulatedKernel::fail(int why) {
    errno = why;
    return -1;
}

void SimulatedKernel::blame(std::string_view what, int fd) {
    if (problem_.empty()) problem_ = fmt::format("{} of descriptor {}", what, fd);
}

SimulatedKernel::Kind SimulatedKernel::kind(int fd) const {
    const auto index = static_cast<std::size_t>(fd);
    return index < descriptors_.size() ? descriptors_[index].kind : Kind::none;
}

Connection* SimulatedKernel::connection(int fd, std::string_view call) {
    if (kind(fd) == Kind::connection) return descriptors_[static_cast<std::size_t>(fd)].connection;
    blame(fmt::format("{} on what is no connection,", call), fd);
    return nullptr;
}

int SimulatedKernel::shortage() const {
    if (descriptors_max_ && open_ >= *descriptors_max_) return EMFILE;
    return files_left_ && *files_left_ == 0 ? ENFILE : 0;
}

int SimulatedKernel::open(Kind kind, int lowest, Connection* connection) {
    const memory::Truce truce;
    if (const int error = shortage()) return fail(error);
    if (files_left_) --*files_left_;
    int fd = lowest;
    while (this->kind(fd) != Kind::none) ++fd;
    if (static_cast<std::size_t>(fd) >= descriptors_.size())
        descriptors_.resize(static_cast<std::size_t>(fd) + 1);
    descriptors_[static_cast<std::size_t>(fd)] = {kind, connection};
    ++open_;
    ++changes_;
    return fd;
}

int SimulatedKernel::socket(int) { return open(Kind::listener, wake_fd + 1); }

int SimulatedKernel::listen(int fd, int backlog) {
    listener_ = fd;
    backlog_max_ = static_cast<std::size_t>(backlog);
    if (plan_.backlog) backlog_max_ = std::min<std::size_t>(backlog_max_, plan_.backlog);
    return 0;
}

int SimulatedKernel::own_address(int, sockaddr_storage& address, socklen_t& size) {
    write_address(port, address, size);
    return 0;
}

int SimulatedKernel::open_spare() { return open(Kind::spare, wake_fd + 1); }

// In a shortage somebody else may be quicker than who gives a descriptor up to have another.
int SimulatedKernel::close(int fd) {
    const memory::Truce truce;
    const Kind what = kind(fd);
    if (what == Kind::none) {
        blame("close", fd);
        return fail(EBADF);
    }
    Descriptor& descriptor = descriptors_[static_cast<std::size_t>(fd)];
    if (what == Kind::connection) hung_up(*descriptor.connection, fd);
    if (fd == listener_) listener_ = -1;
    descriptor = {};
    epoll_.closed(fd);
    closed_in_batch_.insert(fd);
    --open_;
    ++changes_;
    const bool taken = (descriptors_max_ || files_left_) && calls_.one_in(2);
    if (taken && what == Kind::spare) tally_.add(Fault::spare_taken);
    if (taken && descriptors_max_ && *descriptors_max_ > 0) --*descriptors_max_;
    if (!taken && files_left_) ++*files_left_;
    return plan_.interrupted_call && calls_.one_in(plan_.interrupted_call) ? fail(EINTR) : 0;
}

void SimulatedKernel::hung_up(Connection& client, int fd) {
    if (is_select_ && fd >= FD_SETSIZE) ++troubles_.too_high;
    if (!client.server_saw_end) {
        ++troubles_.hang_ups;
        troubles_.hang_up = fmt::format("nothing was wrong, but it hangs up descriptor {}", fd);
    } else if (!client.owed.empty() && !client.broken) {
        ++troubles_.hang_ups;
        troubles_.hang_up = fmt::format("a part of the reply was never sent to descriptor {}", fd);
    }
    client.fd = -1;
    client.server_closed = true;
    client.cut_off = !client.server_saw_end;
}

// Connections.

bool SimulatedKernel::is_interrupted() {
    if (!calls_.one_in(plan_.interrupted_call)) return false;
    tally_.add(Fault::interrupted_call);
    ++changes_;
    errno = EINTR;
    return true;
}

/// The world does not stand still while a task runs.
void SimulatedKernel::others_move() {
    if (world_ && calls_.one_in(plan_.busy_world) && world_->next_move()) world_->move();
}

ssize_t SimulatedKernel::recv(int fd, std::span<char> buffer) {
    const memory::Truce truce;
    others_move();
    Connection* const client = connection(fd, "recv");
    if (!client) return fail(EBADF);
    if (is_interrupted()) return -1;
    const bool new_error = client->error != 0;
    const ssize_t moved = client->recv(buffer);
    if (moved > 0 || new_error) ++changes_;
    if (problem_.empty() && !client->problem.empty()) problem_ = client->problem;
    return moved;
}

ssize_t SimulatedKernel::send(int fd, std::string_view bytes) {
    const memory::Truce truce;
    others_move();
    Connection* const client = connection(fd, "send");
    if (!client) return fail(EBADF);
    if (is_interrupted()) return -1;
    std::size_t at_most = bytes.size();
    if (calls_.one_in(plan_.short_send)) at_most = calls_.below(bytes.size());
    if (at_most == 0) ++changes_;  // a whim: who is told so again and again does not spin
    // Whether a socket that took everything has room for more only the next call knows: the pollers
    // would find out at different times.
    if (!plan_.exact_fit && client->room() == bytes.size()) ++client->room_for_client;
    const bool was_broken = client->broken;
    if (!was_broken && at_most < bytes.size() && at_most < client->room())
        tally_.add(Fault::short_send);
    if (!was_broken && client->room() < bytes.size()) tally_.add(Fault::full_buffer);
    const ssize_t moved = client->send(bytes, at_most);
    const int error = errno;
    if (moved < 0 && error == EPIPE) tally_.add(Fault::broken_pipe);
    if (moved > 0 || was_broken) ++changes_;
    if (client->broken && !was_broken) news(*client, ~std::uint32_t{0});
    if (problem_.empty() && !client->problem.empty()) problem_ = client->problem;
    errno = error;
    return moved;
}

int SimulatedKernel::accept(int listener, sockaddr_storage& peer, socklen_t& size) {
    const memory::Truce truce;
    others_move();
    if (kind(listener) != Kind::listener) blame("accept", listener);
    if (is_interrupted()) return -1;
    if (const int error = shortage()) {
        if (troubles_.no_descriptor++ > 0) helpless_at_ = now_;
        tally_.add(error == EMFILE ? Fault::no_descriptor : Fault::no_file);
        return fail(error);
    }
    phantom_client_ = false;
    if (backlog_.empty()) return fail(EAGAIN);
    Connection& client = *backlog_.front();
    backlog_.pop_front();
    ++changes_;
    if (client.broken && calls_.one_in(2)) {
        tally_.add(Fault::aborted);
        client.server_closed = true;
        return fail(ECONNABORTED);
    }
    return give(client, peer, size);
}

int SimulatedKernel::give(Connection& client, sockaddr_storage& peer, socklen_t& size) {
    client.fd = open(Kind::connection, plan_.first_descriptor, &client);
    if (closed_in_batch_.contains(client.fd)) tally_.add(Fault::reused_descriptor);
    if (client.fd >= FD_SETSIZE) tally_.add(Fault::high_descriptor);
    write_address(static_cast<std::uint16_t>(client.port), peer, size);
    return client.fd;
}

}  // namespace yieldscope::simulation
