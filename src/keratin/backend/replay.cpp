#include "keratin/backend/replay_internal.h"

#include <algorithm>
#include <span>

#include "keratin/backend/read_through_internal.h"
#include "keratin/backend/replay_planner_internal.h"

namespace keratin {

/// Where the memory of a recording lies in this replay.
struct ReplayMemory {
  struct Piece {
    Ref<Storage> storage = {};
    size_t offset = 0;  // bytes
  };
  std::vector<Piece> blocks, known, constants;

  const Piece& of(const Place& place) const {
    const auto& list = place.kind == Place::Kind::block   ? blocks
                       : place.kind == Place::Kind::known ? known
                                                          : constants;
    return list[place.index];
  }
  void* address_of(const Place& place) const {
    if (place.kind == Place::Kind::none) return nullptr;
    const Piece& piece = of(place);
    return static_cast<std::byte*>(piece.storage->data()) + piece.offset + place.offset;
  }
  Tensor tensor_of(const PlacedTensor& placed) const {
    if (placed.place.kind == Place::Kind::none) {
      return placed.shape.size() == 0 ? Tensor(placed.shape, placed.dtype) : Tensor();
    }
    const Piece& piece = of(placed.place);
    const int64_t bytes = static_cast<int64_t>(piece.offset) + placed.place.offset;
    return Tensor(piece.storage, bytes / static_cast<int64_t>(itemsize_of(placed.dtype)),
                  placed.shape, placed.strides, placed.dtype);
  }
};

namespace {

constexpr size_t kNowhere = ~size_t{0};

View bytes_at(void* data, size_t bytes) {
  return {data, uint8, {static_cast<int64_t>(bytes)}, {1}};
}

AnyCall placed_call(const Recording& recording, size_t i, const ReplayMemory& memory) {
  AnyCall call = recording.calls[i];
  size_t place = recording.first_place[i];
  std::visit(
      [&](auto& one) {
        for_each_view(
            one, [&](auto& view) { view.data = memory.address_of(recording.places[place++]); });
      },
      call);
  return call;
}

/// An elementwise call with the two axes of a normalization, row by row as before.
void put_in_rows(AnyCall& call, const Shape& rows) {
  std::visit(
      [&](auto& one) {
        for_each_view(one, [&](auto& view) {
          const bool is_one = !is_contiguous(view.shape, view.strides);  // for all elements
          view.shape = rows;
          view.strides = is_one ? Strides{0, 0} : row_major_strides(rows);
        });
      },
      call);
}

/// Calls that go together with a normalization see its rows.
void put_in_rows(std::span<AnyCall> calls) {
  const auto* behind = std::get_if<NormalizationCall>(&calls.front());
  const auto* before = std::get_if<NormalizationGradientCall>(&calls.back());
  if (!behind && !before) return;
  const Shape rows = behind ? behind->x.shape : before->x.shape;
  for (AnyCall& call : calls) {
    if (is_elementwise(call)) put_in_rows(call, rows);
  }
}

}  // namespace

struct Replay::Parts {
  const Recording& recording;
  const ReplayPlan& plan;
  ReplayMemory memory;
};

/// Gives every piece of memory its place, and the constants their values.
void Replay::place_memory(Parts& parts, Device device) {
  const auto& [recording, plan, unused] = parts;
  ReplayMemory& memory = parts.memory;
  memory_.emplace_back(new Storage(plan.memory.bytes, device));
  for (const size_t offset : plan.memory.offsets) memory.blocks.push_back({memory_[0], offset});
  for (const Ref<Storage>& storage : recording.known) {
    memory_.push_back(storage);
    memory.known.push_back({storage, 0});
  }
  for (const std::vector<std::byte>& constant : recording.constants) {
    memory_.emplace_back(new Storage(constant.size(), device));
    backend_->upload(constant.data(), bytes_at(memory_.back()->data(), constant.size()));
    memory.constants.push_back({memory_.back(), 0});
  }
  bytes_ = plan.memory.bytes;
  for (const Recording::Block& block : recording.blocks) bytes_asked_ += block.bytes;
}

/// What the host had written into blocks: once for those that nobody writes, else in each step.
void Replay::add_initial_values(const Parts& parts) {
  const auto& [recording, plan, memory] = parts;
  for (uint32_t b = 0; b < recording.blocks.size(); ++b) {
    const auto& [bytes, initial] = recording.blocks[b];
    if (initial < 0) continue;
    const Place constant{Place::Kind::constant, static_cast<uint32_t>(initial)};
    const CopyCall copy{.x = bytes_at(memory.address_of(constant), bytes),
                        .y = bytes_at(memory.address_of({Place::Kind::block, b}), bytes)};
    if (plan.is_fixed[b]) {
      backend_->run(copy);
    } else {
      steps_.emplace_back(copy);
      together_.push_back(0);
    }
  }
}

void Replay::add_calls(const Parts& parts) {
  const auto& [recording, plan, memory] = parts;
  for (const size_t i : plan.once) backend_->run(placed_call(recording, i, memory));
  const size_t begin = steps_.size();
  std::vector<size_t> position(recording.calls.size(), kNowhere);
  for (size_t at = 0; at < plan.order.size(); ++at) {
    position[plan.order[at]] = steps_.size();
    steps_.push_back(placed_call(recording, plan.order[at], memory));
    together_.push_back(0);
    ++together_[begin + plan.group[at]];
  }
  for (size_t i = begin; i < steps_.size(); ++i) {
    if (together_[i] > 1) put_in_rows(std::span(steps_).subspan(i, together_[i]));
  }
  for (const size_t i : recording.of_step) {
    if (position[i] != kNowhere) of_step_.push_back(position[i]);
  }
  for (const size_t i : recording.checks) checks_.push_back(position[i]);
  std::sort(checks_.begin(), checks_.end());
  if (recording.pause == Recording::kNoPause) return;
  pause_ = steps_.size();
  for (size_t at = plan.order.size(); at-- > plan.front && plan.order[at] >= recording.pause;) {
    pause_ = position[plan.order[at]];
  }
}

std::unique_ptr<Replay> Replay::make(const Recording& recorded, Device device, std::string& why) {
  why = recorded.refused;
  if (!why.empty()) return nullptr;
  const Recording recording = read_through_copies(recorded);
  const std::optional<ReplayPlan> plan = plan_replay(recording, why);
  if (!plan) return nullptr;
  auto replay = std::make_unique<Replay>();
  replay->backend_ = &backend_of(device);
  Parts parts{recording, *plan, {}};
  replay->place_memory(parts, device);
  replay->add_initial_values(parts);
  replay->add_calls(parts);
  for (const PlacedTensor& result : recording.results) {
    replay->results_.push_back(parts.memory.tensor_of(result));
  }
  return replay;
}

void Replay::run_until(size_t end) {
  while (next_ < end) {
    const size_t count = together_[next_];
    if (count > 1) {
      backend_->run_by_rows(std::span(steps_).subspan(next_, count));
    } else {
      backend_->run(steps_[next_]);
    }
    next_ += std::max<size_t>(count, 1);
  }
}

bool Replay::run(std::optional<uint64_t> step, FunctionRef<void()> at_pause) {
  for (const size_t i : of_step_) {
    std::visit(
        [&](auto& call) {
          if constexpr (requires { call.key.step; }) call.key.step = *step;
        },
        steps_[i]);
  }
  next_ = 0;
  for (const size_t check : checks_) {
    run_until(check + 1);
    int64_t found[2];
    backend_->download(std::get<RangeCheckCall>(steps_[check]).found, found);
    if (found[0] != 0) return false;
  }
  if (pause_ != Recording::kNoPause) {
    run_until(pause_);
    at_pause();
  }
  run_until(steps_.size());
  return true;
}

}  // namespace keratin
