#include "keratin/backend/in_place_internal.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace keratin {
namespace {

/// Finds the operands whose places are free.
class Heirs {
 public:
  Heirs(const Recording& recording, const ReplayPlan& plan)
      : recording_(recording), plan_(plan), uses_(recording.blocks.size()) {
    for (size_t at = 0; at < plan.order.size(); ++at) {
      for_each_placed(recording, plan.order[at], [&](const Place& place, const auto&, bool) {
        if (place.kind != Place::Kind::block) return;
        Uses& uses = uses_[place.index];
        uses.first = std::min(uses.first, at);
        uses.last = at;
      });
    }
    for (const PlacedTensor& result : recording.results) keep(result.place);
    for (const size_t i : plan.once) {
      for_each_placed(recording, i, [&](const Place& place, const auto&, bool) { keep(place); });
    }
    for (size_t b = 0; b < uses_.size(); ++b) {
      if (recording.blocks[b].initial >= 0 || plan.is_fixed[b]) uses_[b].is_kept = true;
    }
  }

  std::vector<size_t> found() && {
    std::vector<size_t> taken(uses_.size());
    std::iota(taken.begin(), taken.end(), size_t{0});
    for (size_t at = 0; at < plan_.order.size(); ++at) {
      if (!is_elementwise(recording_.calls[plan_.order[at]])) continue;
      const std::optional<Seen> to = written(at);
      if (!to) continue;
      if (const std::optional<size_t> from = free_operand(at, *to)) taken[to->block] = taken[*from];
    }
    return taken;
  }

 private:
  struct Uses {
    size_t first = ~size_t{0}, last = 0;  // in the order
    bool is_kept = false;                 // before or after a step
  };
  /// A block that a call sees whole, from its first to its last element.
  struct Seen {
    size_t block;
    DType dtype;
  };

  void keep(const Place& place) {
    if (place.kind == Place::Kind::block) uses_[place.index].is_kept = true;
  }
  template <class AnyView>
  std::optional<Seen> seen(const Place& place, const AnyView& view) const {
    if (place.kind != Place::Kind::block || place.offset != 0) return {};
    const auto bytes = static_cast<size_t>(view.shape.size()) * itemsize_of(view.dtype);
    if (!is_contiguous(view.shape, view.strides) || bytes != recording_.blocks[place.index].bytes)
      return {};
    return Seen{place.index, view.dtype};
  }

  /// The block that this call is the first to touch, and writes.
  std::optional<Seen> written(size_t at) const {
    std::optional<Seen> result;
    for_each_placed(recording_, plan_.order[at],
                    [&](const Place& place, const auto& view, bool is_written) {
                      if (is_written) result = seen(place, view);
                    });
    const bool is_new = result && uses_[result->block].first == at &&
                        !uses_[result->block].is_kept && !is_read(at, result->block);
    return is_new ? result : std::nullopt;
  }
  bool is_read(size_t at, size_t block) const {
    bool result = false;
    for_each_placed(recording_, plan_.order[at], [&](const Place& place, const auto&, bool writes) {
      result = result || (!writes && place.kind == Place::Kind::block && place.index == block);
    });
    return result;
  }

  /// The youngest, whose memory is likely still in the cache, and to be written back.
  std::optional<size_t> free_operand(size_t at, const Seen& to) const {
    std::optional<size_t> result;
    for_each_placed(recording_, plan_.order[at],
                    [&](const Place& place, const auto& view, bool is_written) {
                      const std::optional<Seen> from = seen(place, view);
                      if (is_written || !from || from->dtype != to.dtype) return;
                      const Uses& uses = uses_[from->block];
                      if (uses.is_kept || uses.last != at || !is_seen_alike(at, *from)) return;
                      if (!result || uses_[*result].first < uses.first) result = from->block;
                    });
    return result;
  }
  /// Whether all calls that go together with this one by rows, and itself, see the block as it
  /// does: none reads rows that another task may have overwritten.
  bool is_seen_alike(size_t at, const Seen& from) const {
    bool result = true;
    for (size_t other = plan_.group[at]; other <= at; ++other) {
      for_each_placed(recording_, plan_.order[other],
                      [&](const Place& place, const auto& view, bool) {
                        if (place.kind != Place::Kind::block || place.index != from.block) return;
                        const std::optional<Seen> seen_there = seen(place, view);
                        result = result && seen_there && seen_there->dtype == from.dtype;
                      });
    }
    return result;
  }

  const Recording& recording_;
  const ReplayPlan& plan_;
  std::vector<Uses> uses_;
};

}  // namespace

std::vector<size_t> places_taken(const Recording& recording, const ReplayPlan& plan) {
  return Heirs(recording, plan).found();
}

}  // namespace keratin
