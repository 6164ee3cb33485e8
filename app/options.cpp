#include "app/options.h"

#include "app/say.h"
#include "core/limits.h"
#include "core/programs/program.h"
#include "core/watch/escape.h"

#include <fmt/format.h>
#include <fmt/ranges.h>  // join
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace yieldscope {
namespace {

/// The value of --size, as "1920x1080".
struct Size {
    int width = 0;
    int height = 0;
};

bool read_size(const std::string& text, Size& size) {
    char end = 0;
    return std::sscanf(text.c_str(), "%5dx%5d%c", &size.width, &size.height, &end) == 2 &&
           size.width >= 320 && size.height >= 200 && size.width <= 16384 && size.height <= 16384;
}

// The library's own checks know what is wrong, but not how to say what would be right.

CLI::Validator whole_number(long long least, long long most) {
    return {[=](const std::string& text) {
                long long number = 0;
                const auto [end, error] =
                    std::from_chars(text.data(), text.data() + text.size(), number);
                const bool whole = error == std::errc() && end == text.data() + text.size();
                if (whole && number >= least && number <= most) return std::string();
                return fmt::format("give a whole number from {} to {}, not '{}'", least, most,
                                   text);
            },
            ""};
}

CLI::Validator number(double least, double most) {
    return {[=](const std::string& text) {
                char* end = nullptr;
                const double value = std::strtod(text.c_str(), &end);
                const bool whole = !text.empty() && *end == '\0';
                if (whole && value >= least && value <= most) return std::string();
                return fmt::format("give a number from {} to {}, not '{}'", least, most, text);
            },
            ""};
}

CLI::Validator one_of(std::vector<std::string> words) {
    return {[words](const std::string& text) {
                if (std::find(words.begin(), words.end(), text) != words.end())
                    return std::string();
                return fmt::format("give one of {}, not '{}'", fmt::join(words, ", "), text);
            },
            ""};
}

/// "6" or "1:never-reads"; nothing if it is neither.
std::optional<ClientOrder> read_clients(std::string_view text) {
    const auto colon = std::min(text.find(':'), text.size());
    ClientOrder order;
    const auto [end, error] = std::from_chars(text.data(), text.data() + colon, order.count);
    if (error != std::errc() || end != text.data() + colon || order.count < 1 ||
        order.count > limits::clients_max) {
        return std::nullopt;
    }
    if (colon == text.size()) return order;
    const ClientKindFacts* kind = find_client_kind(text.substr(colon + 1));
    if (!kind) return std::nullopt;
    order.kind = kind->kind;
    return order;
}

std::vector<std::string> client_kind_names() {
    std::vector<std::string> names;
    for (const ClientKindFacts& kind : client_kinds()) names.emplace_back(kind.name);
    return names;
}

CLI::Validator clients() {
    return {[](const std::string& text) {
                if (read_clients(text)) return std::string();
                return fmt::format(
                    "give a number from 1 to {}, alone or with a kind, such as 6 or "
                    "1:never-reads, not '{}' (the kinds are {})",
                    limits::clients_max, text, fmt::join(client_kind_names(), ", "));
            },
            ""};
}

/// What cannot be meant together, as a sentence without its full stop; empty if all is well.
std::string contradiction(const CLI::App& app, const Options& options) {
    if (options.headless && !options.screenshot.empty())
        return "--headless has no picture to take: leave out --headless or --screenshot";
    if (!options.headless && (options.quiet || app.count("--format")))
        return "--quiet and --format say what --headless prints: add --headless";
    if (options.screenshot.empty() && (app.count("--size") || options.at))
        return "--size and --at are about a picture: add --screenshot FILE.png";
    if (!options.open.empty()) {
        for (const char* live :
             {"PROGRAM", "--port", "--bind", "--connections", "--connections-per-address",
              "--connection-memory", "--poller", "--clients"}) {
            if (app.count(live))
                return fmt::format("--open shows a recording, where nothing runs: leave out {}",
                                   live);
        }
    }
    if (!options.compare.empty() && options.open.empty())
        return "--compare shows a second recording beside the first: add --open FILE";
    if (!options.compare.empty() && options.headless)
        return "--compare is something to look at: leave out --headless";
    if (options.open == "-" && options.compare == "-")
        return "--open and --compare cannot both read standard input";
    if (options.overwrite && options.record.empty() && options.export_to.empty() &&
        options.screenshot.empty())
        return "--overwrite is about files to be written: add --record, --export or --screenshot";
    if (options.record == "-" && options.export_to == "-")
        return "--record and --export cannot both write to standard output";
    if (has_stdout(options) && (options.quiet || app.count("--format")))
        return "--quiet and --format print to standard output, where a recording goes already";
    return "";
}

/// Of our own, all from one address. Empty, or a sentence without its full stop.
std::string too_many_clients(const Options& options) {
    int sum = 0;
    for (const ClientOrder& order : options.clients) sum += order.count;
    const ConnectionLimits& limits = options.address.limits;
    if (limits.all && sum > *limits.all)
        return fmt::format("--connections {} does not let in {} --clients", *limits.all, sum);
    if (limits.per_address && sum > *limits.per_address) {
        return fmt::format(
            "--connections-per-address {} does not let in {} --clients, which come "
            "from one",
            *limits.per_address, sum);
    }
    return "";
}

/// One sentence on stderr: no usage text, no list of all options. Returns the exit code.
int complain(const std::string& sentence) {
    say(fmt::format("{} (see --help).", harmless(sentence)));
    return 2;
}

}  // namespace

std::optional<int> parse(int argc, char** argv, Options& options) {
    CLI::App app(
        "An oscilloscope for cooperative tasks: watch a scheduler and a TCP echo server, step by "
        "step.",
        "yieldscope");
    options.address.port = limits::default_port;
    std::vector<std::string> names;
    std::string help = "What to run:";
    for (const Program& program : programs()) {
        names.emplace_back(program.name);
        help += fmt::format(" {} ({});", program.name, program.help);
    }
    help.back() = '.';
    std::string format = "text";
    std::string size;
    app.add_option("PROGRAM", options.program, help)
        ->type_name("")
        ->check(one_of(names))
        ->capture_default_str();
    app.add_option("--port", options.address.port, "The port to listen on; 0 picks a free one")
        ->type_name("N")
        ->check(whole_number(0, 65535))
        ->capture_default_str();
    app.add_option("--bind", options.address.host,
                   "The address to listen on; 0.0.0.0 lets other machines in")
        ->type_name("ADDR")
        ->capture_default_str();
    app.add_option("--connections", options.address.limits.all,
                   "At most so many clients at a time; default: as many as the system allows")
        ->type_name("N")
        ->check(whole_number(1, 1 << 20));
    app.add_option("--connections-per-address", options.address.limits.per_address,
                   fmt::format("At most so many of one address; default: {} of each other machine, "
                               "of this one any number",
                               limits::connections_per_address))
        ->type_name("N")
        ->check(whole_number(1, 1 << 20));
    app.add_option(
           "--connection-memory", options.address.limits.kib,
           "The kernel may keep so much of each client, unread and unsent, in KiB; default: "
           "as much as the system allows, some MiB")
        ->type_name("KIB")
        ->check(whole_number(limits::connection_kib_least, 1 << 20));
    app.add_option("--poller", options.poller, "How the kernel is asked: epoll, poll or select")
        ->type_name("NAME")
        ->check(one_of({"epoll", "poll", "select"}))
        ->capture_default_str();
    std::vector<std::string> clients_wanted;
    app.add_option("--clients", clients_wanted,
                   fmt::format("So many clients of our own, may be given more than once; KIND is "
                               "one of {}",
                               fmt::join(client_kind_names(), ", ")))
        ->type_name("N[:KIND]")
        ->allow_extra_args(false)
        ->check(clients());
    app.add_flag("--run", options.run,
                 "Start running, at the pace set last, not paused before the first step");
    app.add_option(
           "--history", options.history_mib,
           fmt::format("Memory for the past, in MiB; beyond it the oldest is forgotten; with "
                       "--headless, where nobody looks back, {}",
                       limits::headless_history_mib))
        ->type_name("MIB")
        ->check(whole_number(1, 1 << 20))
        ->capture_default_str();
    app.add_flag("--headless", options.headless,
                 "No window: run at full speed and print a line for every event");
    app.add_option("--format", format, "Of the lines: text or jsonl")
        ->type_name("NAME")
        ->check(one_of({"text", "jsonl"}))
        ->capture_default_str();
    app.add_flag("--quiet", options.quiet,
                 "With --headless: print only what the program itself prints");
    app.add_option("--record", options.record,
                   "Write every event to this file as it comes; - is standard output")
        ->type_name("FILE");
    app.add_option("--open", options.open,
                   "Show a recording instead of a program that runs; - is standard input")
        ->type_name("FILE");
    app.add_option("--compare", options.compare, "With --open: a second recording beside it")
        ->type_name("FILE");
    app.add_option("--export", options.export_to,
                   "Write a trace for ui.perfetto.dev, or, if FILE ends in .txt, the transcript")
        ->type_name("FILE");
    app.add_flag("--overwrite", options.overwrite,
                 "With --record, --export and --screenshot: replace a file that is there already");
    app.add_option("--screenshot", options.screenshot,
                   "Run, write one picture to this PNG file, and end")
        ->type_name("FILE.png");
    app.add_option("--size", size, "Of the picture, as 1280x720")->type_name("WxH");
    app.add_option("--at", options.at, "The picture shows the moment after this many events")
        ->type_name("N")
        ->check(whole_number(0, 1LL << 40));
    app.add_option("--scale", options.scale,
                   "Size of everything on the screen, 0.5 to 4; default: as the desktop says")
        ->type_name("X")
        ->check(number(0.5, 4));
    app.add_option("--theme", options.theme,
                   "Colours: dark, light for bright rooms, or contrast; default: as last time")
        ->type_name("NAME")
        ->check(one_of({"dark", "light", "contrast"}));
    app.add_flag("--presentation", options.presentation,
                 "Only the board and the sentence, twice as large; F5 goes back");
    app.add_flag("--reduced-motion", options.reduced_motion, "Nothing flies across the screen");
    app.set_version_flag("--version", "yieldscope " YIELDSCOPE_VERSION);

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) {  // --help, --version
        return app.exit(asked);
    } catch (const CLI::ParseError& error) {
        std::string what = error.what();
        if (what.ends_with('.')) what.pop_back();
        return complain(what);
    }
    if (!is_numeric_address(options.address.host)) {
        return complain(fmt::format("--bind {}: give a numeric address such as 127.0.0.1 or ::1",
                                    options.address.host));
    }
    Size picture{options.width, options.height};
    if (!size.empty() && !read_size(size, picture)) {
        return complain(
            fmt::format("--size {}: give it as WIDTHxHEIGHT, from 320x200 to 16384x16384", size));
    }
    if (const std::string wrong = contradiction(app, options); !wrong.empty())
        return complain(wrong);
    if (options.headless && !app.count("--history"))
        options.history_mib = limits::headless_history_mib;
    for (const std::string& wanted : clients_wanted)
        options.clients.push_back(*read_clients(wanted));
    if (const std::string wrong = too_many_clients(options); !wrong.empty()) return complain(wrong);
    options.width = picture.width;
    options.height = picture.height;
    options.format = format == "jsonl" ? Options::Format::jsonl : Options::Format::text;
    return std::nullopt;
}

void apply(const Options& options, Settings& settings) {
    settings.theme = theme_of(options.theme).value_or(settings.theme);
    if (options.presentation) settings.presentation = true;
    if (options.reduced_motion) settings.reduced_motion = true;
}

}  // namespace yieldscope
