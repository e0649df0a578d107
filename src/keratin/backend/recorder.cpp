#include "keratin/backend/recorder_internal.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <unordered_set>

#include "keratin/backend/compiled_step.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

constinit thread_local Recorder* recorder_of_thread = nullptr;

/// Sets a flag for as long as it lives.
class Flag {
 public:
  explicit Flag(bool& flag) : flag_(flag) { flag_ = true; }
  ~Flag() { flag_ = false; }
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;

 private:
  bool& flag_;
};

/// The bytes from the first to the last element of a view that has some.
std::pair<const std::byte*, size_t> extent_of(const ConstView& view) {
  const auto* begin = static_cast<const std::byte*>(view.data);
  const auto size = static_cast<int64_t>(itemsize_of(view.dtype));
  int64_t low = 0, high = size;
  for (int axis = 0; axis < view.shape.rank(); ++axis) {
    const int64_t reach = (view.shape[axis] - 1) * view.strides[axis] * size;
    (reach < 0 ? low : high) += reach;
  }
  return {begin + low, static_cast<size_t>(high - low)};
}

}  // namespace

Recorder::Recorder(Device device, std::optional<uint64_t> step, std::function<std::string()> where,
                   Kind kind)
    : device_(device),
      step_(step),
      where_(std::move(where)),
      kind_(kind),
      inner_(backend_of(device)),
      memory_(allocator_of(device)),
      redirection_(device, *this, *this) {
  recorder_of_thread = this;
}

Recorder::~Recorder() {
  recorder_of_thread = nullptr;
  for (const auto& [memory, bytes] : released_) memory_.release(memory, bytes);
}

Recorder* Recorder::current() { return recorder_of_thread; }

void Recorder::refuse(const std::string& reason) {
  if (!recording_.refused.empty()) {
    if (is_rehearsal()) throw Refused();  // somebody has caught the first
    return;
  }
  const std::string where = where_ ? where_() : "";
  recording_.refused = where.empty() ? reason : text(where, " ", reason);
  if (is_rehearsal()) throw Refused();
}

void Recorder::know(const Tensor& x) {
  if (is_paused_ || x.device() != device_) return;
  const Ref<Storage>& storage = x.storage();
  Range& range = ranges_[static_cast<Address>(storage->data())];
  if (range.kind == Place::Kind::known) {
    range.is_outside = false;
    return;
  }
  if (range.index >= 0) refuse("makes a variable");  // a second step will find it made
  range = {.bytes = storage->bytes(), .kind = Place::Kind::known, .storage = storage};
}

// A tensor that the program holds is read where it lies, and stays there for the replay.
void Recorder::on_view(const Tensor& x) {
  if (is_inside_ || is_paused_ || x.device() != device_) return;
  const Ref<Storage>& storage = x.storage();
  if (!storage->data()) return;
  ranges_.try_emplace(static_cast<Address>(storage->data()), Range{.bytes = storage->bytes(),
                                                                   .kind = Place::Kind::known,
                                                                   .is_outside = true,
                                                                   .storage = storage});
}

Recording Recorder::finish(const TensorList& results, size_t first_flat) {
  recording_.first_flat = first_flat;
  for (const Tensor& x : results) {
    PlacedTensor placed;
    if (x.defined()) {
      placed = {place_of(x.view(), Use::read), x.dtype(), x.shape(), x.strides()};
    }
    recording_.results.push_back(placed);
  }
  recording_.keeps_tensors = keeps_tensors(results);
  return std::move(recording_);
}

/// Whether memory of the step's own is in use that no result lies in.
bool Recorder::keeps_tensors(const TensorList& results) const {
  std::unordered_set<const void*> gone;
  for (const auto& [memory, bytes] : released_) gone.insert(memory);
  for (const Tensor& x : results) {
    if (x.defined()) gone.insert(x.storage()->data());
  }
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const auto& range) {
    const bool is_own = range.second.kind == Place::Kind::block && !range.second.is_outside;
    return is_own && !range.second.is_aside && !gone.contains(range.first);
  });
}

// --- memory ---

void* Recorder::allocate(size_t bytes) {
  void* memory = memory_.allocate(bytes);
  ranges_.insert_or_assign(static_cast<Address>(memory),
                           Range{.bytes = bytes, .is_aside = is_paused_});
  return memory;
}

void Recorder::release(void* memory, size_t bytes) noexcept {
  released_.emplace_back(memory, bytes);
}

std::pair<Recorder::Address, Recorder::Range*> Recorder::find(const void* data) {
  const auto* address = static_cast<Address>(data);
  auto after = ranges_.upper_bound(address);
  if (after == ranges_.begin()) return {nullptr, nullptr};
  --after;
  if (address >= after->first + after->second.bytes) return {nullptr, nullptr};
  return {after->first, &after->second};
}

int Recorder::index_of(Range& range) {
  if (range.index >= 0) return range.index;
  if (range.kind == Place::Kind::known) {
    range.index = static_cast<int>(recording_.known.size());
    recording_.known.push_back(range.storage);
  } else {
    range.index = static_cast<int>(recording_.blocks.size());
    recording_.blocks.push_back({.bytes = range.bytes});
  }
  return range.index;
}

int Recorder::add_constant(Address begin, size_t bytes) {
  std::vector<std::byte>& constant = recording_.constants.emplace_back(bytes);
  const auto length = static_cast<int64_t>(bytes);
  inner_.download({begin, uint8, {length}, {1}}, constant.data());
  return static_cast<int>(recording_.constants.size()) - 1;
}

Place Recorder::place_of_constant(const ConstView& view) {
  const auto extent = extent_of(view);
  auto [known, is_new] = unnamed_.try_emplace(extent, 0);
  if (is_new) known->second = add_constant(extent.first, extent.second);
  return {Place::Kind::constant, static_cast<uint32_t>(known->second),
          static_cast<Address>(view.data) - extent.first};
}

Place Recorder::place_of(const ConstView& view, Use use) {
  if (view.shape.size() == 0) return {};
  const auto [begin, range] = find(view.data);
  if (!range && use == Use::read) return place_of_constant(view);
  if (!range || (range->is_outside && use != Use::read)) {
    refuse("writes a tensor that is not of the step: it should be a variable");
    return {};
  }
  if (range->is_foreign) refuse("uses what the optimizer left in memory");
  const int index = index_of(*range);
  if (range->kind == Place::Kind::block && !range->is_written) {
    const bool is_whole = use == Use::written && view.data == begin && is_contiguous(view) &&
                          extent_of(view).second == range->bytes;
    int& initial = recording_.blocks[static_cast<size_t>(index)].initial;
    if (range->is_host_written && !is_whole && initial < 0) {
      initial = add_constant(begin, range->bytes);
    } else if (!range->is_host_written && use != Use::written) {
      refuse("reads memory that no operation has written");
    }
  }
  if (use != Use::read) range->is_written = true;
  return {range->kind, static_cast<uint32_t>(index), static_cast<Address>(view.data) - begin};
}

// --- what the host does ---

bool Recorder::is_of_step(const void* data) {
  const Range* range = find(data).second;
  if (!range || range->is_outside) return false;
  return range->kind == Place::Kind::known || range->is_written;
}

void Recorder::refuse_host(const char* action) {
  refuse(text(action, " the elements of a tensor that differs from step to step"));
}

void Recorder::on_host_read(const Tensor& x) {
  if (is_inside_ || is_paused_ || x.device() != device_ || x.size() == 0) return;
  if (is_of_step(x.view().data)) refuse_host("reads");
}

void Recorder::on_host_write(const Tensor& x) {
  if (is_inside_ || is_paused_ || x.device() != device_ || x.size() == 0) return;
  Range* range = find(x.view().data).second;
  if (!range || range->is_outside) return;
  if (range->kind == Place::Kind::known || range->index >= 0) return refuse_host("writes");
  range->is_host_written = true;
}

void Recorder::upload(const void* from, const View& y) {
  Range* range = y.shape.size() > 0 ? find(y.data).second : nullptr;
  if (range && !is_inside_ && !is_paused_) {
    if (range->kind == Place::Kind::known || range->index >= 0) refuse_host("writes");
    range->is_host_written = true;
  }
  inner_.upload(from, y);
}

void Recorder::download(const ConstView& x, void* to) {
  const Range* range = x.shape.size() > 0 ? find(x.data).second : nullptr;
  if (range && range->check > 0 && is_rehearsal()) {
    std::memset(to, 0, static_cast<size_t>(x.shape.size()) * itemsize_of(x.dtype));
  } else {
    inner_.download(x, to);
  }
  if (is_inside_ || is_paused_ || x.shape.size() == 0) return;
  if (range && range->check > 0) {
    if (*static_cast<const int64_t*>(to) != 0) return refuse("finds an index out of range");
    recording_.checks.push_back(range->check - 1);
  } else if (is_of_step(x.data)) {
    refuse_host("reads");
  }
}

std::unique_ptr<CompiledStep> Recorder::compile(const StepPlan& plan) {
  return inner_.compile(plan);
}

Recorder::Pause::Pause() : recorder_(recorder_of_thread) {
  if (!recorder_) return;
  if (recorder_->recording_.pause != Recording::kNoPause) {
    recorder_->refuse("makes two steps of an optimizer");
  }
  recorder_->recording_.pause = recorder_->recording_.calls.size();
  recorder_->is_paused_ = true;
}

Recorder::Pause::~Pause() {
  if (recorder_) recorder_->is_paused_ = false;
}

// --- calls ---

template <class Call>
void Recorder::note(Call call) {
  const size_t number = recording_.calls.size();
  recording_.first_place.push_back(recording_.places.size());
  if constexpr (requires { call.key.step; }) {
    if (step_ && call.key.step == *step_) {
      call.key.step = 0;
      recording_.of_step.push_back(number);
    }
  }
  const void* found = nullptr;
  if constexpr (std::is_same_v<Call, RangeCheckCall>) found = call.found.data;
  for_each_view(call, [this](auto& view) {
    using V = std::remove_cvref_t<decltype(view)>;
    const Use use = std::is_same_v<V, ConstView> ? Use::read
                    : std::is_same_v<V, View>    ? Use::written
                                                 : Use::changed;
    recording_.places.push_back(place_of(view, use));
    view.data = nullptr;
  });
  if (Range* range = found ? find(found).second : nullptr) range->check = number + 1;
  recording_.calls.emplace_back(std::move(call));
}

void Recorder::note_foreign(const View& view) {
  Range* range = view.shape.size() > 0 ? find(view.data).second : nullptr;
  if (range && range->kind == Place::Kind::block) range->is_foreign = true;
}

template <class Call>
void Recorder::every(const Call& call) {
  if (is_inside_) return inner_.run(call);
  const Flag inside(is_inside_);
  if (is_paused_) {
    for_each_view(call, [this](const auto& view) {
      if constexpr (kIsWritten<std::remove_cvref_t<decltype(view)>>) note_foreign(view);
    });
  } else {
    note(call);
  }
  if (!is_rehearsal()) inner_.run(call);
}

#define KERATIN_INSTANTIATE(Call) template void Recorder::every<Call>(const Call&);
KERATIN_CALLS(KERATIN_INSTANTIATE)
#undef KERATIN_INSTANTIATE

void for_each_placed(const Recording& recording, size_t call,
                     FunctionRef<void(const Place&, const ConstView&, bool)> f) {
  size_t place = recording.first_place[call];
  std::visit(
      [&](const auto& one) {
        for_each_view(one, [&](const auto& view) {
          using V = std::remove_cvref_t<decltype(view)>;
          f(recording.places[place++], view, kIsWritten<V>);
        });
      },
      recording.calls[call]);
}

// --- comparing two ---

namespace {

std::string name_of_call(const Recording& recording, size_t i) {
  return std::visit([](const auto& one) { return std::string(one.name); }, recording.calls[i]);
}

}  // namespace

std::optional<std::string> difference(const Recording& a, const Recording& b) {
  const size_t count = std::min(a.calls.size(), b.calls.size());
  for (size_t i = 0; i < count; ++i) {
    const std::string name = name_of_call(a, i);
    if (a.calls[i].index() != b.calls[i].index()) {
      return text("one computes ", name, " where the other computes ", name_of_call(b, i));
    }
    if (!(a.calls[i] == b.calls[i])) return text("the numbers or shapes of a ", name, " differ");
  }
  if (a.calls.size() != b.calls.size()) return "one asks for more operations than the other";
  if (a.places != b.places || a.first_place != b.first_place || a.blocks != b.blocks) {
    return "they compute with different tensors";
  }
  if (!(a.known == b.known)) return "their variables are not the same";
  if (a.of_step != b.of_step) return "their random numbers do not follow the steps";
  if (a.constants != b.constants) return "a tensor of the program's has other values";
  if (a.checks != b.checks || a.pause != b.pause || a.results != b.results) {
    return "they ask for their results in different places";
  }
  return {};
}

}  // namespace keratin
