// What nearly every test includes, as third_party/precompiled.h does. The build puts it before each
// test, whichever thread that is for.
#pragma once

#include "third_party/precompiled.h"

#include <gtest/gtest.h>
