// What every test of the screen includes, as third_party/precompiled.h does. The build puts it
// before each of them, whichever thread that is for.
#pragma once

#include "tests/gui/scene.h"
#include "tests/unit/precompiled.h"
