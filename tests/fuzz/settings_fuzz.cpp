// Whatever a settings file holds: the program starts, with values that make sense, and loses
// nothing of the file. How it is run stands in recording_fuzz.cpp; writes below the directory for
// temporary files.
#include "app/settings.h"
#include "tests/fuzz/require.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace {

using namespace yieldscope;

/// A directory that goes with the process.
struct Folder {
    std::filesystem::path path;

    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "settings_fuzz_XXXXXX");
        require(::mkdtemp(name.data()) != nullptr, "no directory for temporary files");
        path = name;
    }
    ~Folder() { std::filesystem::remove_all(path); }
};

bool is_share(float value) { return value > 0 && value < 1; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Folder folder;
    const std::string settings = folder.path / "settings.json";
    const std::string layout = folder.path / "layout.json";
    for (const std::string& path : {settings, layout})
        std::ofstream(path) << std::string_view(reinterpret_cast<const char*>(data), size);
    SettingsKeeper keeper({.settings = settings, .layout = layout});
    const Settings& loaded = keeper.loaded();
    require(loaded.zoom >= zoom_least && loaded.zoom <= zoom_most, "a size that nobody can read");
    for (const float share : {loaded.left, loaded.right, loaded.bottom, loaded.timeline})
        require(is_share(share), "a pane without room");
    require(loaded.recent.size() <= recent_max, "more recordings than are kept");
    Settings changed = loaded;
    changed.reduced_motion = !changed.reduced_motion;
    keeper.keep_at_once(changed);
    SettingsKeeper again({.settings = settings, .layout = layout});
    require(again.loaded().reduced_motion == changed.reduced_motion &&
                again.loaded().theme == changed.theme,
            "what was kept is not what is read");
    for (const auto& file : std::filesystem::directory_iterator(folder.path))
        std::filesystem::remove(file);
    return 0;
}
