#include "core/trace/json_pieces.h"

#include <fmt/format.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

using nlohmann::ordered_json;

/// Is there a text or a number that is too long? Whoever reads it would copy it more than once.
bool has_a_long_token(std::string_view text) {
    bool in_text = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (letter == '"') {
            in_text = !in_text;
            begin = i;
        } else if (in_text) {
            if (letter == '\\') ++i;
        } else if (letter == ',' || letter == ':' || letter == '[' || letter == '{') {
            begin = i;
        }
        if (i - begin > json_text_bytes_max) return true;
    }
    return false;
}

/// What the parser tells, as it goes through the text. False ends it.
class Pieces final : public ordered_json::json_sax_t {
public:
    Pieces(std::string_view name, const std::function<bool(const JsonPiece&)>& take,
           const std::function<bool()>& interrupted)
        : name_(name), take_(take), interrupted_(interrupted) {}

    bool found() const { return found_; }
    std::string why;

    bool null() override { return value(nullptr); }
    bool boolean(bool flag) override { return value(flag); }
    bool number_integer(std::int64_t number) override { return value(number); }
    bool number_unsigned(std::uint64_t number) override { return value(number); }
    bool number_float(double number, const std::string&) override { return value(number); }
    bool string(std::string& text) override { return value(std::move(text)); }
    bool binary(ordered_json::binary_t&) override { return false; }  // JSON has none
    bool key(std::string& key) override {
        if (depth_ == 1) is_named_ = key == name_;
        (path_.empty() ? key_ : inner_key_) = std::move(key);
        return true;
    }
    bool start_object(std::size_t) override { return start(ordered_json::object()); }
    bool start_array(std::size_t) override { return start(ordered_json::array()); }
    bool end_object() override { return end(); }
    bool end_array() override { return end(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        why = "it is not JSON";
        return false;
    }

private:
    // The text is the object at depth 1, what has the name is at depth 2, and its lists at 3.
    bool is_inside() const { return is_named_ && depth_ >= 2; }
    bool give(const ordered_json& piece) { return take_({key_, in_list_, piece}); }

    bool goes_on() {
        constexpr unsigned often = 1024;  // some 50 us
        if (++asked_ % often != 0 || !interrupted_()) return true;
        why = "it was not read to the end";
        return false;
    }

    bool value(ordered_json value) {
        if (!goes_on()) return false;
        if (!is_inside()) return true;
        if (path_.empty()) return give(value);
        return add(std::move(value)) != nullptr;
    }

    /// To what is being put together; null if it is too much.
    ordered_json* add(ordered_json value) {
        if (++values_ > json_piece_values_max) {
            why = fmt::format("there is too much in \"{}\"", key_.substr(0, 40));
            return nullptr;
        }
        ordered_json& to = *path_.back();
        if (to.is_array()) return &to.emplace_back(std::move(value));
        return &(to[inner_key_] = std::move(value));
    }

    bool start(ordered_json empty) {
        if (!goes_on()) return false;
        ++depth_;
        if (depth_ == 2 && is_named_) {
            found_ = empty.is_object();
            is_named_ = found_;
            return true;
        }
        if (depth_ <= 2 || !is_named_) return true;
        if (depth_ == 3 && empty.is_array()) {
            const bool goes_on = give(empty);
            in_list_ = true;
            return goes_on;
        }
        if (path_.empty()) {
            piece_ = std::move(empty);
            path_ = {&piece_};
            values_ = 0;
            return true;
        }
        ordered_json* const added = add(std::move(empty));
        if (added) path_.push_back(added);
        return added != nullptr;
    }

    bool end() {
        --depth_;
        if (path_.empty()) {
            if (depth_ <= 2) in_list_ = false;
            if (depth_ <= 1) is_named_ = false;
            return true;
        }
        path_.pop_back();
        return !path_.empty() || give(piece_);
    }

    const std::string_view name_;
    const std::function<bool(const JsonPiece&)>& take_;
    const std::function<bool()>& interrupted_;
    unsigned asked_ = 0;
    std::size_t depth_ = 0;
    bool is_named_ = false;  ///< the value at depth 1 that it is in, or comes next
    bool found_ = false;
    bool in_list_ = false;
    std::string key_;                  ///< of the object with the name
    std::string inner_key_;            ///< within a piece
    ordered_json piece_;               ///< that is being put together
    std::vector<ordered_json*> path_;  ///< to where in it that goes on; empty: none is
    std::size_t values_ = 0;           ///< in it
};

}  // namespace

std::string take_apart(std::string_view text, std::string_view name,
                       const std::function<bool(const JsonPiece&)>& take,
                       const std::function<bool()>& interrupted) {
    if (has_a_long_token(text)) return "a text in it is too long";
    Pieces pieces(name, take, interrupted);
    const bool whole = ordered_json::sax_parse(text.begin(), text.end(), &pieces);
    if (whole && !pieces.found()) return fmt::format("no \"{}\"", name);
    return pieces.why;
}

}  // namespace yieldscope
