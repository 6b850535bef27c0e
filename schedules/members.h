// The members of a JSON object, strictly: each is taken once, and what is left at the end is unknown.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "runtime/json/strict_json.h"
#include "runtime/problem/message.h"

namespace tconv {

class Members {
public:
    /// `where` the object stands in a document, as "entries[3].schedule"; "" for the document itself, which messages call `whole`.
    explicit Members(nlohmann::json object, std::string where, std::string whole = "")
        : rest_(std::move(object)), where_(std::move(where)), whole_(std::move(whole)) {
        if (!rest_.is_object())
            throw Error(name() + " is " + json_text(rest_) + ": must be an object");
    }

    std::string field(const char *member) const { return where_.empty() ? member : where_ + "." + member; }
    bool has(const char *member) const { return rest_.contains(member); }
    nlohmann::json take(const char *member) {
        const auto found = rest_.find(member);
        if (found == rest_.end())
            throw Error(field(member) + " is missing");
        nlohmann::json value = std::move(*found);
        rest_.erase(found);
        return value;
    }
    void end() const {
        if (!rest_.empty())
            throw Error(name() + " has the unknown member " + quoted(rest_.begin().key()));
    }

private:
    const std::string &name() const { return where_.empty() ? whole_ : where_; }

    nlohmann::json rest_;
    std::string where_, whole_;
};

}  // namespace tconv
