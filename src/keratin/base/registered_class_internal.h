// A class that C++'s types do not tell apart, as one of another language's: its object knows the
// name.
#pragma once
#include <string>

namespace keratin {

/// Beside Object: what registered_name_of() asks for in the place of the type.
class KnowsRegisteredName {
 public:
  virtual ~KnowsRegisteredName() = default;
  /// "package>Name", or the class name where nobody registered it.
  virtual std::string registered_name() const = 0;

 protected:
  KnowsRegisteredName() = default;
  KnowsRegisteredName(const KnowsRegisteredName&) = default;
  KnowsRegisteredName& operator=(const KnowsRegisteredName&) = default;
};

}  // namespace keratin
