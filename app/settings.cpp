#include "app/settings.h"

#include "app/player.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace yieldscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t bytes_max = 64 * 1024;  // of a file; ours have some hundred
constexpr double save_every_s = 1;
constexpr std::array theme_names{"dark", "light", "contrast"};
constexpr float zoom_step = 1.1F;

// A splitter further out than this would be nowhere on any screen.
constexpr float ratio_least = 0.02F;
constexpr float ratio_most = 0.98F;

/// A number within bounds, or what it was.
float number(const Json& json, const char* key, float usual, float least, float most) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number()) return usual;
    const double value = found->get<double>();
    if (!std::isfinite(value)) return usual;
    return static_cast<float>(
        std::clamp(value, static_cast<double>(least), static_cast<double>(most)));
}

/// The pace that comes nearest, by how many events a second it shows; 0 is full speed.
std::size_t nearest_pace(float events_per_s) {
    std::size_t nearest = paces().size() - 1;
    if (events_per_s <= 0) return nearest;
    const auto distance = [&](std::size_t index) {
        const float other = paces()[index].events_per_s;
        return other > 0 ? std::abs(std::log(events_per_s / other)) : 1e9F;
    };
    for (std::size_t index = 0; index < paces().size(); ++index) {
        if (distance(index) < distance(nearest)) nearest = index;
    }
    return nearest;
}

void read_settings(const Json& json, Settings& settings) {
    if (const auto found = json.find("theme"); found != json.end() && found->is_string())
        settings.theme = theme_of(found->get<std::string>()).value_or(settings.theme);
    settings.zoom = number(json, "zoom", settings.zoom, zoom_least, zoom_most);
    const float usual = paces()[settings.pace].events_per_s;
    settings.pace = nearest_pace(number(json, "events_per_second", usual, 0, 1e6F));
    if (const auto found = json.find("reduced_motion"); found != json.end() && found->is_boolean())
        settings.reduced_motion = found->get<bool>();
}

void read_layout(const Json& json, Settings& settings) {
    settings.left = number(json, "left", settings.left, ratio_least, ratio_most);
    settings.right = number(json, "right", settings.right, ratio_least, ratio_most);
    settings.bottom = number(json, "bottom", settings.bottom, ratio_least, ratio_most);
    settings.timeline = number(json, "timeline", settings.timeline, ratio_least, ratio_most);
    const auto recent = json.find("recent");
    if (recent == json.end() || !recent->is_array()) return;
    for (const Json& path : *recent) {
        if (path.is_string() && settings.recent.size() < recent_max)
            settings.recent.push_back(path.get<std::string>());
    }
}

/// Three digits: a file that people may read and write.
double rounded(float value) { return std::round(static_cast<double>(value) * 1000) / 1000; }

std::string settings_text(const Settings& settings) {
    const Json json{{"theme", name_of(settings.theme)},
                    {"zoom", rounded(settings.zoom)},
                    {"events_per_second", rounded(paces()[settings.pace].events_per_s)},
                    {"reduced_motion", settings.reduced_motion}};
    return json.dump(2) + "\n";
}

std::string layout_text(const Settings& settings) {
    const Json json{{"left", rounded(settings.left)},
                    {"right", rounded(settings.right)},
                    {"bottom", rounded(settings.bottom)},
                    {"timeline", rounded(settings.timeline)},
                    {"recent", settings.recent}};
    // A path may be any bytes; one that is no text is not found again, and no harm done.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

struct Contents {
    std::optional<std::string> text = {};  ///< nothing: there is no such file
    int error = 0;                         ///< errno, if it cannot be read
};

Contents contents(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) return {};
    if (fd < 0) return {.error = errno};
    struct stat facts {};
    std::string text(bytes_max + 1, '\0');
    const bool plain = ::fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
    const ssize_t size = plain ? ::pread(fd, text.data(), text.size(), 0) : -1;
    const int error = !plain ? EINVAL : size < 0 ? errno : 0;
    ::close(fd);
    if (error) return {.error = error};
    text.resize(static_cast<std::size_t>(size));
    return {.text = std::move(text)};
}

/// The directories that a file is in, for its owner alone. What fails shows when it is written.
void make_directories(const std::string& path) {
    for (auto slash = path.find('/', 1); slash != std::string::npos;
         slash = path.find('/', slash + 1))
        ::mkdir(path.substr(0, slash).c_str(), 0700);
}

/// Whole or not at all, for its owner alone. Not forced onto the disk: that may take long, and what
/// a power cut leaves is a damaged file, which the next start can live with. Returns errno or 0.
int write_whole(const std::string& path, const std::string& text) {
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) == 0 && !S_ISREG(facts.st_mode)) return ELOOP;
    make_directories(path);
    std::string unfinished = path + ".XXXXXX";
    const int fd = ::mkostemp(unfinished.data(), O_CLOEXEC);  // new, private, no link
    if (fd < 0) return errno;
    int error = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0
                : errno                                                                    ? errno
                                                                                           : EIO;
    if (::close(fd) != 0 && !error) error = errno;
    if (!error && ::rename(unfinished.c_str(), path.c_str()) != 0) error = errno;
    if (error) ::unlink(unfinished.c_str());
    return error;
}

/// A directory by the XDG rules: relative ones do not count.
std::string directory(const char* variable, const char* in_home) {
    const char* given = std::getenv(variable);
    if (given && given[0] == '/') return given;
    const char* home = std::getenv("HOME");
    return home && home[0] == '/' ? fmt::format("{}/{}", home, in_home) : std::string();
}

}  // namespace

void zoom_in(Settings& settings) {
    const float most = std::min(zoom_most, text_size().zoom_most);
    if (settings.zoom < most) settings.zoom = std::min(settings.zoom * zoom_step, most);
}

void zoom_out(Settings& settings) {
    const float shown = std::min(settings.zoom, text_size().zoom_most);
    settings.zoom = std::max(shown / zoom_step, zoom_least);
}

void zoom_reset(Settings& settings) { settings.zoom = 1; }

void remember_recent(const std::string& path, Settings& settings) {
    std::erase(settings.recent, path);
    settings.recent.insert(settings.recent.begin(), path);
    if (settings.recent.size() > recent_max) settings.recent.pop_back();
}

std::string_view name_of(Theme theme) { return theme_names[static_cast<std::size_t>(theme)]; }

std::optional<Theme> theme_of(std::string_view name) {
    for (std::size_t i = 0; i < theme_names.size(); ++i) {
        if (theme_names[i] == name) return static_cast<Theme>(i);
    }
    return std::nullopt;
}

SettingsFiles settings_files() {
    const std::string config = directory("XDG_CONFIG_HOME", ".config");
    const std::string state = directory("XDG_STATE_HOME", ".local/state");
    return {.settings = config.empty() ? "" : config + "/yieldscope/settings.json",
            .layout = state.empty() ? "" : state + "/yieldscope/layout.json"};
}

SettingsKeeper::SettingsKeeper(SettingsFiles files)
    : settings_{std::move(files.settings), ""}, layout_{std::move(files.layout), ""} {
    if (settings_.path.empty() && layout_.path.empty())
        notice_ = "There is no home directory, so settings are not saved.";
    load(settings_, [&](const Json& json) { read_settings(json, kept_); });
    load(layout_, [&](const Json& json) { read_layout(json, kept_); });
    settings_.saved = settings_text(kept_);
    layout_.saved = layout_text(kept_);
    seen_ = kept_;
}

template <typename Use>
void SettingsKeeper::load(File& file, Use use) {
    if (file.path.empty()) return;
    const auto [text, error] = contents(file.path);
    if (error) {
        return give_up(file, fmt::format("{} cannot be read ({}), so its settings are the usual "
                                         "ones and will not be saved.",
                                         file.path, std::strerror(error)));
    }
    if (!text) return;
    const Json json = text->size() > bytes_max ? Json() : Json::parse(*text, nullptr, false);
    if (json.is_object()) use(json);
    else put_aside(file);
}

// Under a name that is free, so that nothing older is lost either.
void SettingsKeeper::put_aside(File& file) {
    for (int number = 1; number < 100; ++number) {
        const std::string aside = fmt::format("{}.damaged-{}", file.path, number);
        if (::link(file.path.c_str(), aside.c_str()) != 0 && errno == EEXIST) continue;
        struct stat facts {};
        if (::lstat(aside.c_str(), &facts) != 0 || ::unlink(file.path.c_str()) != 0) break;
        return say(fmt::format(
            "{} was damaged: it is now {}, and the settings in it are the usual ones again.",
            file.path, aside));
    }
    give_up(file,
            fmt::format("{} is damaged, so its settings are the usual ones and will not be saved.",
                        file.path));
}

void SettingsKeeper::give_up(File& file, const std::string& notice) {
    file.path.clear();
    say(notice);
}

void SettingsKeeper::say(const std::string& sentence) {
    if (!notice_.empty()) notice_ += ' ';
    notice_ += sentence;
}

void SettingsKeeper::keep(const Settings& now, double now_s) {
    note_changes(now);
    if (!changed_ || now_s < written_s_ + save_every_s) return;
    written_s_ = now_s;
    keep_at_once(now);
}

void SettingsKeeper::keep_at_once(const Settings& now) {
    note_changes(now);
    if (!std::exchange(changed_, false)) return;
    write(settings_, settings_text(kept_));
    write(layout_, layout_text(kept_));
}

// Value by value: what the command line has set stays out of the file until the user changes it.
void SettingsKeeper::note_changes(const Settings& now) {
    const auto note = [&](auto value) {
        if (now.*value == seen_.*value) return;
        kept_.*value = seen_.*value = now.*value;
        changed_ = true;
    };
    note(&Settings::theme);
    note(&Settings::zoom);
    note(&Settings::pace);
    note(&Settings::reduced_motion);
    note(&Settings::left);
    note(&Settings::right);
    note(&Settings::bottom);
    note(&Settings::timeline);
    note(&Settings::recent);
}

void SettingsKeeper::write(File& file, const std::string& text) {
    if (file.path.empty() || file.saved == text) return;
    const int error = write_whole(file.path, text);
    if (error == ELOOP)
        give_up(file, fmt::format("{} is not a plain file, so settings are not saved.", file.path));
    else if (error)
        give_up(file, fmt::format("Settings are not saved: {} cannot be written ({}).", file.path,
                                  std::strerror(error)));
    else file.saved = text;
}

std::string SettingsKeeper::take_notice() { return std::exchange(notice_, ""); }

}  // namespace yieldscope
