// What the calls of the seam are made of: views that say whether a call reads or writes them, and
// one way to visit those of any call, so that a recorder, a checker or a fake device is written
// once and not once a call.
#pragma once
#include <array>
#include <optional>
#include <type_traits>

#include "keratin/backend/functions/update.h"
#include "keratin/tensor/view.h"

namespace keratin {

// A call reads its ConstViews and writes all of its Views.

/// Elements that a call changes: it needs the old ones, and need not write all of them.
struct InOutView : View {
  InOutView() = default;
  InOutView(const View& view) : View(view) {}  // NOLINT: implicit on purpose
  bool operator==(const InOutView&) const = default;
};

template <class V>
inline constexpr bool kIsRead = std::is_same_v<V, ConstView> || std::is_same_v<V, InOutView>;
template <class V>
inline constexpr bool kIsWritten = std::is_same_v<V, View> || std::is_same_v<V, InOutView>;

/// What an optimizer remembers, by the slots of its rule; those that it has not are not there.
using SlotViews = std::array<std::optional<InOutView>, kMostSlots>;

/// The members of a call that are views: Call::Views.
template <auto... member>
struct ViewList {};

namespace call_views {

template <class V, class F>
void visit(V& view, F& f) {
  f(view);
}
template <class V, class F>
void visit(std::optional<V>& view, F& f) {
  if (view) f(*view);
}
template <class V, class F>
void visit(const std::optional<V>& view, F& f) {
  if (view) f(*view);
}
template <class F>
void visit(SlotViews& views, F& f) {
  for (auto& view : views) visit(view, f);
}
template <class F>
void visit(const SlotViews& views, F& f) {
  for (const auto& view : views) visit(view, f);
}

}  // namespace call_views

/// f(view) for each ConstView, View and InOutView of a call that is there, in the order of its
/// Views; f may change them when the call is not const.
template <class Call, class F>
void for_each_view(Call& call, F f) {
  [&]<auto... member>(ViewList<member...>) { (call_views::visit(call.*member, f), ...); }
  (typename Call::Views());
}

}  // namespace keratin
