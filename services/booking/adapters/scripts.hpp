#pragma once

#include "platform/redis/script.hpp"

namespace plaza::booking {

// The text of scripts/NAME.lua.
std::string_view script_text(std::string_view name);

// Of a script that takes an idempotency key.
inline std::string with_key(std::string_view name) {
  return std::string(script_text("idempotency")).append(script_text(name));
}

// Each one atomic step; what its keys and arguments are stands in its file. Lives as long as the process.
struct Scripts {
  redis::Script reserve{"reserve", with_key("reserve")};
  redis::Script cancel{"cancel", with_key("cancel")};
  redis::Script move{"move", with_key("move")};
  redis::Script keep{"keep", with_key("keep")};
  redis::Script set_capacity{"set_capacity", with_key("set_capacity")};
  redis::Script seed{"seed", std::string(script_text("seed"))};
  redis::Script read{"read", std::string(script_text("read"))};
  redis::Script erase{"erase", std::string(script_text("erase"))};
  redis::Script lead{"lead", std::string(script_text("lead"))};
  redis::Script remove{"remove", std::string(script_text("remove"))};
};

}  // namespace plaza::booking
