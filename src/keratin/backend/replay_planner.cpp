#include "keratin/backend/replay_planner_internal.h"

#include <algorithm>
#include <type_traits>

#include "keratin/backend/in_place_internal.h"
#include "keratin/backend/row_groups_internal.h"

namespace keratin {
namespace {

using Flags = std::vector<bool>;

/// Makes a ReplayPlan, one part after the other.
class Planner {
 public:
  explicit Planner(const Recording& recording)
      : recording_(recording),
        count_(recording.calls.size()),
        memories_(recording.blocks.size() + recording.known.size()) {
    for (size_t i = 0; i < count_; ++i) touches_.push_back(touches_of(i));
  }

  /// False, and why, when the checks cannot come first.
  bool order(std::string& why);
  void find_constants();
  void drop_unneeded();
  ReplayPlan plan() &&;

 private:
  /// What a call does to a piece of memory.
  struct Touch {
    size_t memory = 0;
    bool is_read = false, is_written = false;
  };

  size_t memory_of(const Place& place) const {
    return place.index + (place.kind == Place::Kind::known ? recording_.blocks.size() : 0);
  }
  bool is_known(size_t memory) const { return memory >= recording_.blocks.size(); }
  static bool has_memory(const Place& place) {
    return place.kind == Place::Kind::block || place.kind == Place::Kind::known;
  }
  std::vector<Touch> touches_of(size_t call) const;
  Flags needed_by_checks() const;
  void find_fixed(const Flags& is_once);
  std::vector<MemoryPlan::Life> lives(const ReplayPlan& plan) const;
  std::vector<size_t> flat_blocks() const;
  MemoryPlan planned_memory(const ReplayPlan& plan) const;

  const Recording& recording_;
  const size_t count_;
  const size_t memories_;
  std::vector<std::vector<Touch>> touches_;
  std::vector<size_t> order_;  // of the calls of a step; the first `front_` of them are for checks
  size_t front_ = 0;
  std::vector<size_t> once_;  // calls whose results are the same in each step
  Flags is_fixed_;            // memory that they write
};

std::vector<Planner::Touch> Planner::touches_of(size_t call) const {
  std::vector<Touch> touches;
  size_t place = recording_.first_place[call];
  std::visit(
      [&](auto one) {
        for_each_view(one, [&](const auto& view) {
          using V = std::remove_cvref_t<decltype(view)>;
          const Place& at = recording_.places[place++];
          if (has_memory(at)) touches.push_back({memory_of(at), kIsRead<V>, kIsWritten<V>});
        });
      },
      recording_.calls[call]);
  return touches;
}

/// The calls that the checks need, and the checks.
Flags Planner::needed_by_checks() const {
  Flags needed(count_, false), wanted(memories_, false);
  Flags is_check(count_, false);
  for (const size_t check : recording_.checks) is_check[check] = true;
  for (size_t i = count_; i-- > 0;) {
    const bool writes_wanted =
        std::any_of(touches_[i].begin(), touches_[i].end(),
                    [&](const Touch& touch) { return touch.is_written && wanted[touch.memory]; });
    if (!is_check[i] && !writes_wanted) continue;
    needed[i] = true;
    for (const Touch& touch : touches_[i]) {
      if (!is_known(touch.memory) || touch.is_written) wanted[touch.memory] = true;
    }
  }
  return needed;
}

bool Planner::order(std::string& why) {
  const Flags is_first = needed_by_checks();
  Flags is_read(memories_, false), is_written(memories_, false);  // by the calls that come later
  std::vector<size_t> rest;
  for (size_t i = 0; i < count_; ++i) {
    if (i == recording_.pause) {
      for (size_t memory = recording_.blocks.size(); memory < memories_; ++memory) {
        is_written[memory] = true;
      }
    }
    for (const Touch& touch : touches_[i]) {
      if (!is_first[i]) {
        is_read[touch.memory] = is_read[touch.memory] || touch.is_read;
        is_written[touch.memory] = is_written[touch.memory] || touch.is_written;
        continue;
      }
      const bool meets = is_written[touch.memory] || (touch.is_written && is_read[touch.memory]);
      if (meets || (touch.is_written && is_known(touch.memory))) {
        why = "checks an index that depends on what the step changes";
        return false;
      }
    }
    (is_first[i] ? order_ : rest).push_back(i);
  }
  front_ = order_.size();
  order_.insert(order_.end(), rest.begin(), rest.end());
  return true;
}

// Memory is fixed when all that is ever written to it comes from fixed memory, and nobody else
// reads it before the last of that is there. The calls that write it are then made once. Begins
// with all and takes away what is not so, until nothing changes.
void Planner::find_constants() {
  Flags is_once(count_, true);
  for (const size_t i : recording_.of_step) is_once[i] = false;
  for (const size_t i : recording_.checks) is_once[i] = false;
  for (bool changes = true; changes;) {
    find_fixed(is_once);
    changes = false;
    for (const size_t i : order_) {
      if (!is_once[i]) continue;
      is_once[i] = std::all_of(touches_[i].begin(), touches_[i].end(),
                               [&](const Touch& touch) { return is_fixed_[touch.memory]; });
      changes = changes || !is_once[i];
    }
  }
  std::vector<size_t> each_step;
  size_t front = 0;
  for (size_t at = 0; at < order_.size(); ++at) {
    (is_once[order_[at]] ? once_ : each_step).push_back(order_[at]);
    front += at < front_ && !is_once[order_[at]];
  }
  order_ = std::move(each_step);
  front_ = front;
}

/// Which memory is fixed if these calls are made once.
void Planner::find_fixed(const Flags& is_once) {
  is_fixed_.assign(memories_, false);
  std::fill_n(is_fixed_.begin(), recording_.blocks.size(), true);
  Flags is_read(memories_, false);  // by a call of each step
  for (const size_t i : order_) {
    for (const Touch& touch : touches_[i]) {
      if (touch.is_written && (!is_once[i] || is_read[touch.memory])) {
        is_fixed_[touch.memory] = false;
      }
      if (touch.is_read && !is_once[i]) is_read[touch.memory] = true;
    }
  }
}

void Planner::drop_unneeded() {
  Flags wanted(memories_, false), is_check(count_, false);
  for (size_t memory = recording_.blocks.size(); memory < memories_; ++memory) {
    wanted[memory] = true;
  }
  for (const PlacedTensor& result : recording_.results) {
    if (has_memory(result.place)) wanted[memory_of(result.place)] = true;
  }
  for (const size_t i : recording_.checks) is_check[i] = true;
  const auto drop = [&](std::vector<size_t>& list) {
    std::vector<size_t> kept;
    size_t front = 0;
    for (size_t at = list.size(); at-- > 0;) {
      const size_t i = list[at];
      const bool is_wanted =
          is_check[i] ||
          std::any_of(touches_[i].begin(), touches_[i].end(),
                      [&](const Touch& touch) { return touch.is_written && wanted[touch.memory]; });
      if (!is_wanted) continue;
      for (const Touch& touch : touches_[i]) wanted[touch.memory] = true;
      kept.push_back(i);
      front += at < front_;
    }
    std::reverse(kept.begin(), kept.end());
    list = std::move(kept);
    return front;
  };
  front_ = drop(order_);
  drop(once_);
}

/// When each block is used: [first, last] in the order of the calls. What is fixed, or has
/// something in it before the first call, is used from the beginning.
std::vector<MemoryPlan::Life> Planner::lives(const ReplayPlan& plan) const {
  std::vector<MemoryPlan::Life> lives(recording_.blocks.size());
  const size_t end = plan.order.size() + 1;
  const auto use = [&](size_t memory, size_t at) {
    if (is_known(memory)) return;
    MemoryPlan::Life& life = lives[plan.place[memory]];
    life.bytes = recording_.blocks[memory].bytes;
    life.first = std::min(life.first, at);
    life.last = std::max(life.last, at);
  };
  for (size_t at = 0; at < plan.order.size(); ++at) {
    // Calls that go together are one moment.
    for (const Touch& touch : touches_[plan.order[at]]) use(touch.memory, plan.group[at] + 1);
  }
  for (const size_t i : plan.once) {
    for (const Touch& touch : touches_[i]) {
      use(touch.memory, 0);
      use(touch.memory, end);
    }
  }
  for (const PlacedTensor& result : recording_.results) {
    if (has_memory(result.place)) use(memory_of(result.place), end);
  }
  for (size_t b = 0; b < recording_.blocks.size(); ++b) {
    if (recording_.blocks[b].initial < 0 || lives[b].bytes == 0) continue;
    use(b, 0);
    if (plan.is_fixed[b]) use(b, end);
  }
  return lives;
}

/// The blocks of the results that are to lie in one flat buffer, in their order.
std::vector<size_t> Planner::flat_blocks() const {
  std::vector<size_t> blocks;
  for (size_t i = recording_.first_flat; i < recording_.results.size(); ++i) {
    const auto& [place, dtype, shape, strides] = recording_.results[i];
    if (place.kind != Place::Kind::block || place.offset != 0) continue;
    const bool is_whole = recording_.blocks[place.index].bytes ==
                          static_cast<size_t>(shape.size()) * itemsize_of(dtype);
    const bool is_new = std::find(blocks.begin(), blocks.end(), place.index) == blocks.end();
    if (is_whole && is_new && is_contiguous(shape, strides)) blocks.push_back(place.index);
  }
  return blocks;
}

/// A flat buffer is one piece of memory, which lives as long as any of its parts.
MemoryPlan Planner::planned_memory(const ReplayPlan& plan) const {
  std::vector<MemoryPlan::Life> all = lives(plan);
  const std::vector<size_t> flat = flat_blocks();
  MemoryPlan::Life buffer;
  std::vector<size_t> at;
  for (const size_t block : flat) {
    at.push_back(buffer.bytes);
    buffer.bytes += MemoryPlan::rounded(all[block].bytes);
    buffer.first = std::min(buffer.first, all[block].first);
    buffer.last = std::max(buffer.last, all[block].last);
    all[block] = {};
  }
  all.push_back(buffer);
  MemoryPlan memory = MemoryPlan::of(all);
  for (size_t i = 0; i < flat.size(); ++i) memory.offsets[flat[i]] = memory.offsets.back() + at[i];
  memory.offsets.pop_back();
  for (size_t b = 0; b < memory.offsets.size(); ++b) {
    memory.offsets[b] = memory.offsets[plan.place[b]];
  }
  return memory;
}

ReplayPlan Planner::plan() && {
  ReplayPlan plan{.order = std::move(order_),
                  .front = front_,
                  .once = std::move(once_),
                  .is_fixed = std::move(is_fixed_)};
  group_by_rows(recording_, plan);
  plan.place = places_taken(recording_, plan);
  plan.memory = planned_memory(plan);
  return plan;
}

}  // namespace

std::optional<ReplayPlan> plan_replay(const Recording& recording, std::string& why) {
  Planner planner(recording);
  if (!planner.order(why)) return {};
  planner.find_constants();
  planner.drop_unneeded();
  return std::move(planner).plan();
}

}  // namespace keratin
