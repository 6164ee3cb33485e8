// Memory that runs out when it is told to: in this program operator new can be made to fail once.
// One thread uses it, the simulation's.
#pragma once

#include <cstddef>

namespace yieldscope::simulation::memory {

/// The allocation after the next `spared` ones fails, unless calm() comes first.
void fail_after(unsigned spared);
void calm();

/// How many allocations have failed, but for those during a truce.
unsigned failures();

/// What is allocated, and the most that it was since forget_peak(). On any thread.
std::size_t bytes();
std::size_t peak_bytes();
void forget_peak();

/// While it lives nothing fails that was to fail before, for what is not the memory of a task.
class Truce {
public:
    Truce();
    ~Truce();
    Truce(const Truce&) = delete;
    Truce& operator=(const Truce&) = delete;

private:
    unsigned left_;
    unsigned failed_;
};

}  // namespace yieldscope::simulation::memory
