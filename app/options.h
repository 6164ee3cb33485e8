// The command line, as plain values with their defaults.
// Constant after main() has parsed it; any thread.
#pragma once

#include "app/settings.h"
#include "core/clients/client.h"
#include "core/limits.h"
#include "core/socket.h"
#include "core/trace/output_file.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace yieldscope {

/// So many clients of our own.
struct ClientOrder {
    int count = 0;
    ClientKind kind = ClientKind::chatty;
};

struct Options {
    enum class Format { text, jsonl };

    std::string program = "echo";
    Address address;
    std::string poller = "epoll";
    std::size_t history_mib = limits::history_mib;
    bool run = false;  ///< start running instead of paused
    std::vector<ClientOrder> clients;

    bool headless = false;
    Format format = Format::text;
    bool quiet = false;

    // Files; "-" is standard input or output.
    std::string record;     ///< where all events go as they come; empty: nowhere
    std::string open;       ///< a recording to show instead of a program that runs; empty: none
    std::string compare;    ///< a second one, to be shown beside it
    std::string export_to;  ///< a trace for Perfetto, or, if it ends in .txt, the transcript

    bool overwrite = false;  ///< files of these names that are there already are replaced

    std::string screenshot;  ///< a file to write one picture to; empty: none
    int width = 1280;        ///< of the picture, in pixels
    int height = 720;
    /// the picture shows this many events; nothing: all there are when the loop rests
    std::optional<std::uint64_t> at;

    float scale = 0;    ///< of everything on the screen; 0: what the desktop says
    std::string theme;  ///< empty: as last time
    bool presentation = false;
    bool reduced_motion = false;

    /// For another session: the files have what has happened, and what comes would write over it.
    Options without_files() const {
        Options options = *this;
        options.record.clear();
        options.export_to.clear();
        return options;
    }
};

/// What becomes of files that are there already.
inline OutputFile::Existing existing_files(const Options& options) {
    return options.overwrite ? OutputFile::Existing::replace : OutputFile::Existing::refuse;
}

/// Do events go to standard output as a recording or an export? Then nothing else may.
inline bool has_stdout(const Options& options) {
    return options.record == "-" || options.export_to == "-";
}

/// Fills `options` from the arguments. Returns the exit code if the program is to end at once: 0
/// after --help and --version, 2 after one sentence on stderr about a wrong argument.
std::optional<int> parse(int argc, char** argv, Options& options);

/// What the command line says of the screen counts more than what was kept.
void apply(const Options& options, Settings& settings);

}  // namespace yieldscope
