// The members of an options struct as a list, for functions that are no templates: each kind of
// member is compiled once a source and not once a class.
#pragma once
#include <array>
#include <span>
#include <string_view>

#include "keratin/base/config_members.h"
#include "keratin/base/fields.h"

namespace keratin {

/// How members of one type go into a configuration and come out of it.
struct MemberKind {
  ConfigValue (*to_value)(const void* member);
  void (*from_value)(const ConfigValue& value, void* member);
  void (*copy)(const void* from, void* to);
};
template <class M>
ConfigValue member_to_value(const void* member) {
  return to_value(*static_cast<const M*>(member));
}
template <class M>
void member_from_value(const ConfigValue& value, void* member) {
  from_value(value, *static_cast<M*>(member));
}
template <class M>
void copy_member(const void* from, void* to) {
  *static_cast<M*>(to) = *static_cast<const M*>(from);
}
template <class M>
inline constexpr MemberKind member_kind = {member_to_value<M>, member_from_value<M>,
                                           copy_member<M>};

/// One member of an options struct.
struct Member {
  std::string_view name;
  void* address = nullptr;
  const MemberKind* kind = nullptr;

  ConfigValue value() const { return kind->to_value(address); }
};

/// All members of `options`, in their order. Of a constant one they are only read.
template <class Options>
auto members_of(const Options& options) {
  std::array<Member, fields::count<Options>()> all;
  size_t n = 0;
  fields::for_each(const_cast<Options&>(options), [&]<class M>(std::string_view name, M& member) {
    all[n++] = {name, &member, &member_kind<M>};
  });
  return all;
}

/// Gives the members `to` what those of the same name and type in `from` are.
void copy_members(std::span<const Member> from, std::span<const Member> to);
/// A To whose members are those of `from`, where they have the same name and type.
template <class To, class From>
To with_members_of(const From& from) {
  To to;
  copy_members(members_of(from), members_of(to));
  return to;
}

extern template ConfigValue member_to_value<bool>(const void*);
extern template ConfigValue member_to_value<double>(const void*);
extern template ConfigValue member_to_value<int64_t>(const void*);
extern template ConfigValue member_to_value<std::string>(const void*);
extern template ConfigValue member_to_value<std::optional<int64_t>>(const void*);
extern template ConfigValue member_to_value<std::optional<double>>(const void*);
extern template ConfigValue member_to_value<std::optional<Config>>(const void*);
extern template void member_from_value<bool>(const ConfigValue&, void*);
extern template void member_from_value<double>(const ConfigValue&, void*);
extern template void member_from_value<int64_t>(const ConfigValue&, void*);
extern template void member_from_value<std::string>(const ConfigValue&, void*);
extern template void member_from_value<std::optional<int64_t>>(const ConfigValue&, void*);
extern template void member_from_value<std::optional<double>>(const ConfigValue&, void*);
extern template void member_from_value<std::optional<Config>>(const ConfigValue&, void*);

}  // namespace keratin
