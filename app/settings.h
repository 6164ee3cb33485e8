// What the user has set and would want again next time: how it looks, how fast it plays, where the
// splitters stand. Nothing in it can let anybody in: no address is ever kept. Plain values, and the
// keeper that loads and saves them; lives on the UI thread.
#pragma once

#include "app/theme.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {

constexpr float zoom_least = 0.5F;
constexpr float zoom_most = 3.0F;

struct Settings {
    Theme theme = Theme::dark;
    float zoom = 1;        ///< of everything, on top of --scale; changed by Ctrl + and -
    std::size_t pace = 8;  ///< which of paces(), from the slowest; the last is full speed
    bool reduced_motion = false;
    bool presentation = false;  ///< the board and the sentence alone, twice as large; never kept

    // Where the splitters stand, in parts of the screen's width and height.
    float left = 0.3F;
    float right = 0.22F;
    float bottom = 0.24F;
    float timeline = 0.62F;  ///< of the width; the log has the rest

    /// Recordings that were opened or saved lately, by their whole paths, the newest first.
    std::vector<std::string> recent;

    bool operator==(const Settings&) const = default;
};

/// Puts a recording first among the recent ones, of which only so many are kept.
constexpr std::size_t recent_max = 6;
void remember_recent(const std::string& path, Settings& settings);

/// Ctrl +, Ctrl - and Ctrl 0. They stop where a step would change nothing on this screen.
void zoom_in(Settings& settings);
void zoom_out(Settings& settings);
void zoom_reset(Settings& settings);

/// As on the command line and in the file: "dark", "light", "contrast".
std::string_view name_of(Theme theme);
std::optional<Theme> theme_of(std::string_view name);

/// Where settings are kept. Empty: nowhere.
struct SettingsFiles {
    std::string settings;
    std::string layout;  ///< of the splitters, and which recordings were shown lately
};

/// In XDG_CONFIG_HOME and XDG_STATE_HOME, else in the home directory.
SettingsFiles settings_files();

/// Reads what was kept, and keeps what the user changes. A file that cannot be understood is put
/// aside, never written over; a link is never written through. What goes wrong is said once, as a
/// sentence, and the program goes on without saving.
class SettingsKeeper {
public:
    explicit SettingsKeeper(SettingsFiles files);

    /// What the files said; the usual values for all they did not.
    const Settings& loaded() const { return kept_; }

    /// From here on, what differs from these is a wish of the user. So the command line can set
    /// something without its being kept. Not called: from loaded() on.
    void begin_with(const Settings& settings) { seen_ = settings; }

    /// Once a frame, and often enough for the last change. Writes at most once a second.
    void keep(const Settings& now, double now_s);

    /// At the end: at once.
    void keep_at_once(const Settings& now);

    /// A sentence to show, once each; empty if there is nothing to say.
    std::string take_notice();

private:
    struct File {
        std::string path;
        std::string saved;  ///< the values that it holds, or would if there were one
    };

    template <typename Use>
    void load(File& file, Use use);
    void write(File& file, const std::string& text);
    void give_up(File& file, const std::string& notice);
    void say(const std::string& sentence);
    void note_changes(const Settings& now);
    void put_aside(File& file);

    File settings_;
    File layout_;
    Settings kept_;
    Settings seen_;
    bool changed_ = false;  ///< since it was written
    double written_s_ = -1e9;
    std::string notice_;
};

}  // namespace yieldscope
