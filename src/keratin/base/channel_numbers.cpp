// An argument that is one number for all channels, or a list with one for each.
#include "keratin/base/channel_numbers.h"

#include "keratin/base/config_members.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

double ChannelNumbers::number() const {
  if (is_list_) throw_value_error(text("expected a number, received a list of ", list_.size()));
  return list_[0];
}

ConfigValue to_value(const ChannelNumbers& x) {
  return x.is_list() ? to_value(x.list()) : ConfigValue(x.number());
}

void from_value(const ConfigValue& value, ChannelNumbers& x) {
  if (!value.is_list()) {
    x = value.as_number();
    return;
  }
  std::vector<double> list;
  from_value(value, list);
  x = std::move(list);
}

}  // namespace keratin
