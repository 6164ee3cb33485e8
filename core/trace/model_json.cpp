#include "core/trace/model_json.h"

#include "core/trace/event_parser.h"
#include "core/trace/json_line.h"
#include "core/trace/json_pieces.h"
#include "core/trace/model_fields.h"
#include "core/trace/model_rules.h"
#include "core/watch/escape.h"
#include "core/watch/explain.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

using nlohmann::ordered_json;

std::string_view name_of(RunState state) {
    switch (state) {
        case RunState::paused: return "paused";
        case RunState::stepping: return "stepping";
        case RunState::running: return "running";
        case RunState::ended: return "ended";
    }
    return "?";
}

/// Writes what a describe() names, key by key.
class Writer {
public:
    explicit Writer(const EventLog& log) : log_(log) {}

    template <typename Number>
    void number(const char* key, Number number) {
        object_[key] = number;
    }
    void text(const char* key, TextId id) { object_[key] = escaped(log_.text(id)); }
    template <typename Enum, typename All>
    void choice(const char* key, Enum value, const All&) {
        object_[key] = name_of(value);
    }
    void preview(const char* key, const Preview& preview) {
        object_[key] = {{"bytes", escaped(preview.text())}, {"of", preview.of_bytes}};
    }
    template <typename Numbers>
    void numbers(const char* key, const Numbers& numbers) {
        object_[key] = std::vector(numbers.begin(), numbers.end());
    }
    template <typename Values>
    void list(const char* key, Values& values) {
        ordered_json list = ordered_json::array();
        for (auto& value : values) list.push_back(object_of(value));
        object_[key] = std::move(list);
    }
    template <typename Values>
    void list_or_one(const char* key, Values& values) {
        list(key, values);
    }
    template <typename Value>
    void object(const char* key, Value& value) {
        object_[key] = object_of(value);
    }
    template <typename Value>
    void late_object(const char* key, Value& value) {
        object(key, value);
    }
    void task_name(TaskId task) { object_["name"] = escaped(log_.label(task)); }
    void event(const char* key, const Event& event) {
        std::string line;
        JsonLines().append(line, 0, event, log_);
        object_[key] = ordered_json::parse(line);
    }

    ordered_json take() { return std::move(object_); }

private:
    template <typename Value>
    ordered_json object_of(Value& value) {
        Writer writer(log_);
        describe(writer, value);
        return writer.take();
    }

    const EventLog& log_;
    ordered_json object_ = ordered_json::object();
};

/// Reads the same, but for lists, whose elements come one by one. Once something is wrong it reads
/// nothing more.
class Reader {
public:
    Reader(const ordered_json& object, EventLog& log, std::string& why)
        : object_(object), log_(log), why_(why) {}

    template <typename Number>
    void number(const char* key, Number& number) {
        if (const ordered_json* value = find(key)) read(key, *value, number);
    }
    void text(const char* key, TextId& id) {
        const ordered_json* const value = find(key);
        if (!value) return;
        if (value->is_string()) id = log_.intern(unescaped(value->get_ref<const std::string&>()));
        else wrong(key);
    }
    template <typename Enum, typename All>
    void choice(const char* key, Enum& choice, const All& all) {
        const ordered_json* const value = find(key);
        if (!value) return;
        const auto found = std::find_if(all.begin(), all.end(), [&](Enum one) {
            return value->is_string() && value->get_ref<const std::string&>() == name_of(one);
        });
        if (found == all.end()) wrong(key);
        else choice = *found;
    }
    void preview(const char* key, Preview& preview) {
        const ordered_json* const value = find(key);
        if (!value) return;
        Reader reader(*value, log_, why_);
        reader.number("of", preview.of_bytes);
        const ordered_json* const text = reader.find("bytes");
        if (!text) return;
        if (!text->is_string()) return wrong(key);
        const std::string bytes = unescaped(text->get_ref<const std::string&>());
        if (bytes.size() > preview.bytes.size()) return wrong(key);
        std::copy(bytes.begin(), bytes.end(), preview.bytes.begin());
        preview.size = static_cast<std::uint8_t>(bytes.size());
    }
    template <std::size_t size>
    void numbers(const char* key, std::span<std::int64_t, size> numbers) {
        const ordered_json* const value = find(key);
        if (!value) return;
        if (!value->is_array() || value->size() != size) return wrong(key);
        for (std::size_t i = 0; i < size; ++i) read(key, (*value)[i], numbers[i]);
    }
    void numbers(const char* key, std::vector<TaskId>&) { expect_list(key); }
    template <typename Value>
    void list(const char* key, std::vector<Value>&) {
        expect_list(key);
    }
    template <typename Value>
    void object(const char* key, Value& to) {
        const ordered_json* const value = find(key);
        if (!value) return;
        Reader reader(*value, log_, why_);
        describe(reader, to);
    }
    /// Of which the first recordings had only one, without a descriptor if there was none.
    void list_or_one(const char* key, std::vector<UnclaimedSocket>& sockets) {
        const ordered_json* const value = find(key);
        if (!value || !value->is_object()) return list(key, sockets);
        object(key, sockets.emplace_back());
        if (sockets.back().fd < 0) sockets.clear();
    }
    /// One that the first recordings did not have.
    template <typename Value>
    void late_object(const char* key, Value& to) {
        if (object_.is_object() && object_.contains(key)) object(key, to);
    }
    void task_name(TaskId task) {
        TextId name = 0;
        text("name", name);
        if (why_.empty()) log_.restore_name(task, name);
    }
    void event(const char* key, Event& event) {
        const ordered_json* const value = find(key);
        if (!value) return;
        std::string line = value->dump();
        const std::size_t size = line.size();
        line.resize(size + EventParser::padding);
        EventParser parser;
        const auto parsed = parser.parse(std::string_view(line).substr(0, size), log_);
        if (parsed) event = parsed->event;
        else wrong(key);
    }

private:
    friend class Element;

    void expect_list(const char* key) {
        const ordered_json* const value = find(key);
        if (value && !value->is_array()) wrong(key);
    }
    const ordered_json* find(const char* key) {
        if (!why_.empty()) return nullptr;
        const auto found = object_.find(key);
        if (object_.is_object() && found != object_.end()) return &*found;
        why_ = fmt::format("no \"{}\"", key);
        return nullptr;
    }
    void wrong(const char* key) { why_ = fmt::format("\"{}\" is not what it can be", key); }

    void read(const char* key, const ordered_json& value, bool& flag) {
        if (value.is_boolean()) flag = value.get<bool>();
        else wrong(key);
    }
    template <typename Number>
    void read(const char* key, const ordered_json& value, Number& number) {
        if (!value.is_number_integer()) return wrong(key);
        if (value.is_number_unsigned()) {
            const auto big = value.get<std::uint64_t>();
            if (big > static_cast<std::uint64_t>(std::numeric_limits<Number>::max()))
                return wrong(key);
            number = static_cast<Number>(big);
        } else if (value.get<std::int64_t>() == -1 && std::is_same_v<Number, int>) {
            number = static_cast<Number>(-1);  // no descriptor
        } else {
            wrong(key);
        }
    }

    const ordered_json& object_;
    EventLog& log_;
    std::string& why_;
};

/// Reads one element of one of the lists.
class Element {
public:
    Element(const JsonPiece& piece, EventLog& log, std::string& why)
        : key_(piece.key), reader_(piece.value, log, why) {}

    void numbers(const char* key, std::vector<TaskId>& numbers) {
        if (key_ == key) reader_.read(key, reader_.object_, numbers.emplace_back());
    }
    template <typename Value>
    void list(const char* key, std::vector<Value>& values) {
        if (key_ == key) describe(reader_, values.emplace_back());
    }
    template <typename Value>
    void list_or_one(const char* key, std::vector<Value>& values) {
        list(key, values);
    }
    void number(const char*, auto&) {}
    void choice(const char*, auto&, const auto&) {}
    void object(const char*, auto&) {}
    void late_object(const char*, auto&) {}
    void event(const char*, auto&) {}

private:
    const std::string& key_;
    Reader reader_;
};

/// The makers of tasks, which are spoken of, without those that the image has itself.
std::vector<KnownTask> absent_parents(const ModelImage& image) {
    std::vector<TaskId> parents = {image.last.task, image.last.other};
    std::vector<TaskId> present = {0};
    for (const auto* tasks : {&image.tasks, &image.ended}) {
        for (const TaskState& task : *tasks) {
            present.push_back(task.id);
            parents.push_back(task.parent);
        }
    }
    std::sort(present.begin(), present.end());
    std::sort(parents.begin(), parents.end());
    parents.erase(std::unique(parents.begin(), parents.end()), parents.end());
    std::vector<KnownTask> absent;
    for (const TaskId parent : parents) {
        if (!std::binary_search(present.begin(), present.end(), parent)) absent.push_back({parent});
    }
    return absent;
}

}  // namespace

std::string model_line(const ModelImage& image, const EventLog& log) {
    Writer writer(log);
    ModelImage copy = image;
    std::vector<KnownTask> absent = absent_parents(image);
    describe(writer, copy);
    writer.list("absent", absent);
    return ordered_json{{"model", writer.take()}}.dump();
}

std::optional<ModelImage> parse_model(std::string_view line, std::uint64_t size, EventLog& log,
                                      std::string& why, const std::function<bool()>& interrupted) {
    constexpr std::size_t values_max = 100;  // four times ours
    ModelImage image;
    std::vector<KnownTask> absent;
    ordered_json values = ordered_json::object();
    std::string wrong;  // in a piece, as the rest is not read then
    const auto take = [&](const JsonPiece& piece) {
        if (!piece.in_list) {
            values[piece.key] = piece.value;
            if (values.size() > values_max) wrong = "it has too many keys";
            return wrong.empty();
        }
        Element element(piece, log, wrong);
        describe(element, image);
        element.list("absent", absent);
        return wrong.empty();
    };
    why = take_apart(line, "model", take, interrupted) + wrong;  // of the two one is empty
    if (!why.empty()) return std::nullopt;
    Reader reader(values, log, why);
    describe(reader, image);
    reader.list("absent", absent);
    if (why.empty() && image.size != size) why = "\"size\" is not what the header says";
    if (why.empty()) why = why_impossible(image);
    if (!why.empty()) return std::nullopt;
    return image;
}

}  // namespace yieldscope
