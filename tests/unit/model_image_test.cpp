// A picture that was kept is the same picture: it looks the same, and goes on the same.
// The events come from random programs.
#include "core/watch/model_image.h"

#include "tests/unit/random_world.h"

#include <gtest/gtest.h>

namespace yieldscope {
namespace {

struct Pictures : testing::Test {
    EventLog log{0};
    Model model;

    void apply(Event event) {
        log.append(event);
        model.apply(log[model.size()]);
    }
};

TEST(ModelImages, a_model_made_of_one_means_the_same_and_goes_on_the_same) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        World world(seed);
        for (unsigned i = 0; i < 1 + seed % 7; ++i) world.spawn();
        for (int step = 0; step < 200 && world.scheduler.has_tasks(); ++step) world.step();
        const std::uint64_t middle = world.random() % (world.log.size() + 1);
        Model model;
        while (model.size() < middle) model.apply(world.log[model.size()]);
        Model restored(image_of(model));
        ASSERT_EQ(image_of(restored), image_of(model));
        for (;;) {
            ASSERT_EQ(digest(restored, world.log), digest(model, world.log))
                << "after " << model.size() << " events";
            if (model.size() == world.log.size()) break;
            model.apply(world.log[model.size()]);
            restored.apply(world.log[restored.size()]);
        }
        ASSERT_EQ(image_of(restored), image_of(model));
    }
}

TEST_F(Pictures, have_another_digest_after_every_event_that_changes_them) {
    const TextId name = log.intern("echo#");
    std::uint64_t before = digest(model, log);
    const auto changes = [&](Event event) {
        apply(event);
        const std::uint64_t after = digest(model, log);
        EXPECT_NE(after, before) << name_of(event.kind);
        before = after;
    };
    changes({.text = name, .fd = 4, .kind = EventKind::listening});
    changes({.task = 1, .text = name, .kind = EventKind::spawned});
    changes({.task = 2, .text = name, .kind = EventKind::spawned});
    changes({.text = name, .fd = 6, .kind = EventKind::accepted});
    changes({.task = 2, .kind = EventKind::promoted});
    changes({.task = 2, .text = log.intern("Ada"), .kind = EventKind::renamed});
    changes({.text = name, .asked = 1, .kind = EventKind::break_set});
    changes({.asked = 1, .moved = 2, .kind = EventKind::break_hit});
    changes({.text = log.intern("here"), .moved = 1, .kind = EventKind::bookmarked});
    changes({.text = log.intern("no descriptors"), .kind = EventKind::refused});
}

TEST_F(Pictures, have_the_digest_of_what_their_texts_say_not_of_their_numbers) {
    EventLog other(0);
    other.intern("a text that the first log does not have");
    Model same;
    const auto both = [&](Event event, std::string_view text) {
        event.time_ns = 5;
        event.text = log.intern(text);
        log.restore(event);
        model.apply(event);
        event.text = other.intern(text);
        other.restore(event);
        same.apply(event);
    };
    both({.task = 1, .kind = EventKind::spawned}, "echo#");
    both({.task = 1, .kind = EventKind::renamed}, "Ada");
    EXPECT_EQ(digest(model, log), digest(same, other));
    both({.task = 1, .kind = EventKind::cancelled}, "");
    EXPECT_EQ(digest(model, log), digest(same, other));
}

}  // namespace
}  // namespace yieldscope
