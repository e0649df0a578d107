#include "keratin/backend/read_through_internal.h"

#include <algorithm>

namespace keratin {
namespace {

/// A step's copies, and who reads what they have made.
class Copies {
 public:
  explicit Copies(Recording& recording) : recording_(recording) {}

  /// Lets the call read the sources of copies, where it may.
  void read_through(size_t call) {
    auto* scatter = std::get_if<ScatterAddCall>(&recording_.calls[call]);
    if (!scatter) return;
    Place& place = recording_.places[recording_.first_place[call]];  // of y, its first view
    const size_t copy = writer_of(place);
    if (copy >= call || !makes(copy, scatter->y, place) || !lasts(copy, call)) return;
    scatter->y = std::get<CopyCall>(recording_.calls[copy]).x;
    place = recording_.places[recording_.first_place[copy]];
  }

 private:
  static constexpr size_t kNone = ~size_t{0};

  bool writes(size_t call, const Place& memory) const {
    bool result = false;
    for_each_placed(recording_, call, [&](const Place& place, const auto&, bool is_written) {
      result = result || (is_written && place.kind == memory.kind && place.index == memory.index);
    });
    return result;
  }

  /// The only call that writes a block; kNone where there are more, or none.
  size_t writer_of(const Place& place) const {
    if (place.kind != Place::Kind::block || recording_.blocks[place.index].initial >= 0)
      return kNone;
    size_t writer = kNone;
    for (size_t i = 0; i < recording_.calls.size(); ++i) {
      if (!writes(i, place)) continue;
      if (writer != kNone) return kNone;
      writer = i;
    }
    return writer;
  }

  /// Whether a call copies to just this view.
  bool makes(size_t call, const ConstView& view, const Place& place) const {
    const auto* copy = std::get_if<CopyCall>(&recording_.calls[call]);
    return copy && copy->x.dtype == view.dtype && copy->y.shape == view.shape &&
           copy->y.strides == view.strides &&
           recording_.places[recording_.first_place[call] + 1] == place;
  }

  /// Whether what was copied is still there when `reader` comes.
  bool lasts(size_t copy, size_t reader) const {
    const Place& from = recording_.places[recording_.first_place[copy]];
    const bool is_paused = copy < recording_.pause && recording_.pause <= reader;
    if (is_paused && from.kind == Place::Kind::known) return false;
    for (size_t i = copy + 1; i <= reader; ++i) {
      if (writes(i, from)) return false;
    }
    return true;
  }

  Recording& recording_;
};

}  // namespace

Recording read_through_copies(Recording recording) {
  Copies copies(recording);
  for (size_t i = 0; i < recording.calls.size(); ++i) copies.read_through(i);
  return recording;
}

}  // namespace keratin
