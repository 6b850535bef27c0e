// JSON as tconv takes it, wherever it comes from (layer files, safetensors headers): the one user of the parser.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tconv/error.h"

namespace tconv {

/// Deeper nesting than this is refused: a layer file needs 3 levels.
constexpr int kMaxJsonDepth = 32;

/// Throws Error for what is not one JSON object: syntax, duplicate keys, deep nesting, numbers that no double holds,
/// invalid UTF-8, text behind the object.
nlohmann::json parse_json_object(const std::string &text);

/// The value as JSON text on one line, cut where it is long: how a message shows it.
std::string json_text(const nlohmann::json &value);

/// An object as people write a layer file: a line for each key, lists on one line.
std::string readable_text(const nlohmann::ordered_json &object);

/// The value as a whole number of 64 bits. Throws Error naming `field` and what is allowed (4.0 and 1e3 are not whole numbers here).
int64_t json_integer(const std::string &field, const nlohmann::json &value,
                     const std::string &allowed = "a whole number");

}  // namespace tconv
