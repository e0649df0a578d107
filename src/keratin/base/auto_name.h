// The names of objects that nobody named: "adam", "adam_1", ... over the whole program, as
// keras.utils.clear_session() lets begin anew.
#pragma once
#include <string>
#include <string_view>

namespace keratin {

/// The class's name in snake case, and behind it how many had it before, unless it is the first.
/// Safe from several threads.
std::string auto_name(std::string_view class_name);

/// Whether auto_name may have given it: "adam_3" of Adam.
bool is_auto_name(std::string_view name, std::string_view class_name);

/// Lets automatic names begin anew, "adam".
void clear_session();
namespace utils {
using keratin::clear_session;
}

/// While it lives, automatic names in this thread are those of the classes and do not count: for
/// copies, which get the name of what they copy.
class UncountedNames {
 public:
  UncountedNames();
  ~UncountedNames();
  UncountedNames(const UncountedNames&) = delete;
  UncountedNames& operator=(const UncountedNames&) = delete;
};

}  // namespace keratin
