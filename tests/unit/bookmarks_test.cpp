// Bookmarks: what a command about them becomes in the log.
// A log that the test writes itself.
#include "core/watch/bookmarks.h"

#include "core/watch/model.h"

#include <gtest/gtest.h>

#include <string>

namespace yieldscope {
namespace {

struct Bookmarks : testing::Test {
    EventLog log{0};

    Bookmarks() {
        for (int i = 0; i < 10; ++i) log.append({.kind = EventKind::printed});
    }

    Model model() const {
        Model model;
        while (model.size() < log.size()) model.apply(log[model.size()]);
        return model;
    }

    bool obey(Command::Kind kind, std::uint64_t moment, const std::string& note = {}) {
        return obey_bookmark({.kind = kind, .name = note, .moment = moment}, log);
    }
};

TEST_F(Bookmarks, marks_the_moment_it_is_told_however_many_events_came_since) {
    EXPECT_TRUE(obey(Command::Kind::set_bookmark, 3, "look here"));
    EXPECT_TRUE(obey(Command::Kind::set_bookmark, 11, "and now"));
    ASSERT_EQ(model().bookmarks().size(), 2U);
    EXPECT_EQ(model().bookmarks()[0].moment, 3U);
    EXPECT_EQ(log.text(model().bookmarks()[0].note), "look here");
    EXPECT_EQ(model().bookmarks()[1].moment, 11U);
    EXPECT_TRUE(obey(Command::Kind::remove_bookmark, 3));
    EXPECT_EQ(model().bookmarks().size(), 1U);
}

TEST_F(Bookmarks, ignores_a_moment_that_has_not_come) {
    EXPECT_TRUE(obey(Command::Kind::set_bookmark, 12));
    EXPECT_EQ(log.size(), 10U);
}

TEST_F(Bookmarks, keeps_a_note_to_its_bound) {
    obey(Command::Kind::set_bookmark, 1, std::string(5000, 'x'));
    EXPECT_EQ(log.text(log[10].text).size(), limits::note_bytes);
}

TEST_F(Bookmarks, leaves_other_commands_alone) {
    EXPECT_FALSE(obey(Command::Kind::pause, 0));
    EXPECT_EQ(log.size(), 10U);
}

}  // namespace
}  // namespace yieldscope
