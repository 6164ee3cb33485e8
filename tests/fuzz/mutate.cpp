// Drives the target without libFuzzer: the files of a corpus, and then as many changes of them as
// it is asked for, drawn from a seed: bytes, cuts, splices, lines twice or in another order, other
// numbers. Watches how much memory an input asks for.
//
//     recording_fuzz CORPUS RUNS [SEED]        and so for the other targets
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <new>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::size_t held_bytes = 0;
std::size_t most_bytes = 0;

void* get(std::size_t size) {
    void* const memory = std::malloc(size);
    if (!memory) throw std::bad_alloc();
    held_bytes += ::malloc_usable_size(memory);
    most_bytes = std::max(most_bytes, held_bytes);
    return memory;
}

void give_back(void* memory) {
    if (memory) held_bytes -= ::malloc_usable_size(memory);
    std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return get(size); }
void* operator new[](std::size_t size) { return get(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return get(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return get(size); }
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }

namespace {

class Mutator {
public:
    Mutator(const std::vector<std::string>& corpus, unsigned seed)
        : corpus_(corpus), random_(seed) {}

    std::string next() {
        std::string text = corpus_[below(corpus_.size())];
        for (std::size_t changes = 1 + below(4); changes > 0 && !text.empty(); --changes)
            change(text);
        return text;
    }

private:
    std::size_t below(std::size_t end) { return random_() % std::max<std::size_t>(end, 1); }

    void change(std::string& text) {
        switch (below(8)) {
            case 0: text[below(text.size())] = static_cast<char>(below(256)); break;
            case 1: text[below(text.size())] ^= static_cast<char>(1U << below(8)); break;
            case 2: text.resize(below(text.size())); break;
            case 3: text.erase(below(text.size()), 1 + below(20)); break;
            case 4: splice(text); break;
            case 5:
            case 6: change_number(text); break;
            default: change_lines(text); break;
        }
    }

    void splice(std::string& text) {
        const std::string& other = corpus_[below(corpus_.size())];
        const std::size_t from = below(other.size());
        text.insert(below(text.size()), other.substr(from, below(300)));
    }

    void change_number(std::string& text) {
        static constexpr std::string_view odd[] = {"0",
                                                   "1",
                                                   "2",
                                                   "3",
                                                   "-1",
                                                   "255",
                                                   "4294967295",
                                                   "4294967296",
                                                   "2147483648",
                                                   "1073741824",
                                                   "65536",
                                                   "1e99",
                                                   "1.5",
                                                   "null",
                                                   "true",
                                                   "18446744073709551615",
                                                   "1152921504606846976",
                                                   "99999999999999999999"};
        const std::size_t at = text.find_first_of("0123456789", below(text.size()));
        if (at == std::string::npos) return;
        const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
        text.replace(at, end - at, odd[below(std::size(odd))]);
    }

    void change_lines(std::string& text) {
        std::vector<std::string> lines;
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) lines.push_back(line);
        if (lines.empty()) return;
        const std::size_t one = below(lines.size());
        const std::size_t two = below(lines.size());
        switch (below(3)) {
            case 0: std::swap(lines[one], lines[two]); break;
            case 1:
                lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(one), lines[two]);
                break;
            default: lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(one)); break;
        }
        text.clear();
        for (const std::string& line : lines) text.append(line).append("\n");
    }

    const std::vector<std::string>& corpus_;
    std::mt19937 random_;
};

/// Fixed costs of a log, a reader and three sinks, and so much a byte.
void run(const std::string& input, std::size_t& worst) {
    constexpr std::size_t fixed = 40 << 20;
    constexpr std::size_t a_byte = 400;
    const std::size_t before = held_bytes;
    most_bytes = held_bytes;
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    const std::size_t most = most_bytes - before;
    worst = std::max(worst, most);
    if (most <= fixed + a_byte * input.size() && held_bytes <= before + (1 << 20)) return;
    fmt::print(stderr, "{} bytes of input asked for {} and kept {}\n", input.size(), most,
               held_bytes - before);
    std::ofstream("too_much") << input;
    std::abort();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        fmt::print(stderr, "usage: {} CORPUS RUNS [SEED]\n", argv[0]);
        return 2;
    }
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::recursive_directory_iterator(argv[1]))
        if (file.is_regular_file()) files.push_back(file);
    std::sort(files.begin(), files.end());
    std::vector<std::string> corpus;
    for (const auto& file : files) {
        std::stringstream text;
        text << std::ifstream(file).rdbuf();
        corpus.push_back(text.str());
    }
    if (corpus.empty()) return 2;
    std::size_t worst = 0;
    for (const std::string& text : corpus) run(text, worst);
    const long runs = std::atol(argv[2]);
    Mutator mutator(corpus, argc > 3 ? static_cast<unsigned>(std::atol(argv[3])) : 1);
    for (long i = 0; i < runs; ++i) run(mutator.next(), worst);
    fmt::print("{} files and {} changes of them, at most {} KiB for one\n", corpus.size(), runs,
               worst >> 10);
    return 0;
}
