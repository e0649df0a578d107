#include "keratin/backend/row_groups_internal.h"

#include <algorithm>

namespace keratin {
namespace {

/// Whether all views of an elementwise call have their elements in the order of these rows, or one
/// for all of them.
bool lies_in_rows(const AnyCall& call, const Shape& rows) {
  bool result = true;
  std::visit(
      [&](const auto& one) {
        for_each_view(one, [&](const auto& view) {
          bool is_one = true;
          for (int i = 0; i < view.shape.rank(); ++i) is_one = is_one && view.strides[i] == 0;
          result = result && view.shape.size() == rows.size() &&
                   (is_one || is_contiguous(view.shape, view.strides));
        });
      },
      call);
  return result;
}

/// Finds the calls that go together.
class RowGroups {
 public:
  RowGroups(const Recording& recording, ReplayPlan& plan)
      : recording_(recording), order_(plan.order), front_(plan.front), group_(plan.group) {}

  void gather();
  void find_groups();

 private:
  bool are_bound(size_t a, size_t b) const;
  bool may_join(size_t begin, size_t at) const;
  bool may_go_with_normalization(size_t begin, size_t at, int64_t least) const;
  bool agree(size_t a, size_t b) const;
  bool is_before_pause(size_t at) const { return order_[at] < recording_.pause; }

  const Recording& recording_;
  std::vector<size_t>& order_;
  const size_t front_;
  std::vector<size_t>& group_;
};

/// Whether two places are in one piece of memory.
bool share_memory(const Place& a, const Place& b) {
  const bool is_memory = a.kind == Place::Kind::block || a.kind == Place::Kind::known;
  return is_memory && a.kind == b.kind && a.index == b.index;
}

// What is computed from a normalization's rows follows it at once: a layer asks for other things
// in between, such as its running statistics.
void RowGroups::gather() {
  constexpr size_t kFar = 16;
  for (size_t at = front_; at < order_.size(); ++at) {
    const auto* head = std::get_if<NormalizationCall>(&recording_.calls[order_[at]]);
    if (!head) continue;
    size_t end = at + 1;  // of what follows it already
    for (size_t next = end; next < std::min(order_.size(), at + kFar); ++next) {
      const size_t call = order_[next];
      if (is_before_pause(next) != is_before_pause(at)) break;
      const auto first = order_.begin() + static_cast<int64_t>(at);
      const auto behind = first + static_cast<int64_t>(end - at);
      const auto here = order_.begin() + static_cast<int64_t>(next);
      const auto meets = [&](size_t other) { return are_bound(other, call); };
      if (!is_elementwise(recording_.calls[call]) ||
          !lies_in_rows(recording_.calls[call], head->x.shape) ||
          !std::any_of(first, behind, meets) || std::any_of(behind, here, meets)) {
        continue;
      }
      std::rotate(behind, here, here + 1);
      ++end;
    }
  }
}

/// Whether one of two calls writes what the other touches.
bool RowGroups::are_bound(size_t a, size_t b) const {
  bool result = false;
  for_each_placed(recording_, a, [&](const Place& one, const auto&, bool is_written) {
    for_each_placed(recording_, b, [&](const Place& other, const auto&, bool writes) {
      result = result || ((is_written || writes) && share_memory(one, other));
    });
  });
  return result;
}

// Calls that follow each other and are elementwise on views of one shape go together by rows, where
// that shape is large enough to be cut; with a normalization before them, or the gradient of one
// behind them, where all lie row by row.
void RowGroups::find_groups() {
  group_.resize(order_.size());
  for (size_t at = 0; at < order_.size(); ++at) {
    const size_t begin = at > 0 ? group_[at - 1] : 0;
    group_[at] = at > front_ && may_join(begin, at) ? begin : at;
  }
}

/// Whether the call at that place can go together with the group that begins at `begin`: a row of
/// it needs no other row of what they write.
bool RowGroups::may_join(size_t begin, size_t at) const {
  constexpr int64_t kLeast = 1 << 15;  // elements that are worth several tasks
  const AnyCall &first = recording_.calls[order_[begin]], &call = recording_.calls[order_[at]];
  if (is_before_pause(begin) != is_before_pause(at)) return false;
  // The gradient of a normalization is the last of its group.
  const AnyCall& before = recording_.calls[order_[at - 1]];
  if (std::holds_alternative<NormalizationGradientCall>(before)) return false;
  if (is_elementwise(first) && is_elementwise(call)) {
    const Shape shape = shape_of_elements(call);
    if (shape != shape_of_elements(first) || shape.size() < kLeast || shape[0] < 2) return false;
  } else if (!may_go_with_normalization(begin, at, kLeast)) {
    return false;
  }
  for (size_t other = begin; other < at; ++other) {
    if (!agree(order_[other], order_[at])) return false;
  }
  return true;
}

/// Whether the call and those from `begin` on are a normalization and what comes behind it, or what
/// comes before the gradient of one and that.
bool RowGroups::may_go_with_normalization(size_t begin, size_t at, int64_t least) const {
  const AnyCall &first = recording_.calls[order_[begin]], &call = recording_.calls[order_[at]];
  const auto* behind = std::get_if<NormalizationCall>(&first);
  const auto* before = std::get_if<NormalizationGradientCall>(&call);
  if (!behind == !before) return false;
  const Shape rows = behind ? behind->x.shape : before->x.shape;
  if (rows.size() < least || rows[0] < 2) return false;
  for (size_t i = begin + (behind ? 1 : 0); i < at + (before ? 0 : 1); ++i) {
    if (!is_elementwise(recording_.calls[order_[i]])) return false;
    if (!lies_in_rows(recording_.calls[order_[i]], rows)) return false;
  }
  return true;
}

/// Whether two elementwise calls see memory that one of them writes in one and the same way.
bool RowGroups::agree(size_t a, size_t b) const {
  bool result = true;
  for_each_placed(recording_, a, [&](const Place& at, const auto& view, bool is_written) {
    for_each_placed(recording_, b, [&](const Place& other_at, const auto& other, bool writes) {
      if ((!is_written && !writes) || !share_memory(at, other_at)) return;
      const bool is_row_by_row = is_contiguous(view.shape, view.strides) &&
                                 is_contiguous(other.shape, other.strides) &&
                                 view.shape.size() == other.shape.size();
      const bool is_same = view.shape == other.shape && view.strides == other.strides;
      result = result && at.offset == other_at.offset && (is_same || is_row_by_row) &&
               view.dtype == other.dtype && view.strides[0] != 0;
    });
  });
  return result;
}

}  // namespace

void group_by_rows(const Recording& recording, ReplayPlan& plan) {
  RowGroups groups(recording, plan);
  groups.gather();
  groups.find_groups();
}

}  // namespace keratin
