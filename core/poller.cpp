#include "core/poller.h"

namespace yieldscope {

std::unique_ptr<Poller> make_poller(std::string_view name, int wake_fd, Kernel& kernel) {
    if (name == "epoll") return make_epoll_poller(wake_fd, kernel);
    if (name == "poll") return make_poll_poller(wake_fd, kernel);
    if (name == "select") return make_select_poller(wake_fd, kernel);
    return nullptr;
}

}  // namespace yieldscope
