#pragma once

#include "platform/redis/script.hpp"

namespace plaza::booking {

// The text of scripts/NAME.lua.
std::string_view script_text(std::string_view name);

// Each one atomic step; what its keys and arguments are stands in its file. Lives as long as the process.
struct Scripts {
  redis::Script reserve{"reserve", std::string(script_text("reserve"))};
  redis::Script cancel{"cancel", std::string(script_text("cancel"))};
  redis::Script move{"move", std::string(script_text("move"))};
  redis::Script set_capacity{"set_capacity", std::string(script_text("set_capacity"))};
  redis::Script seed{"seed", std::string(script_text("seed"))};
  redis::Script read{"read", std::string(script_text("read"))};
  redis::Script erase{"erase", std::string(script_text("erase"))};
  redis::Script lead{"lead", std::string(script_text("lead"))};
  redis::Script remove{"remove", std::string(script_text("remove"))};
};

}  // namespace plaza::booking
