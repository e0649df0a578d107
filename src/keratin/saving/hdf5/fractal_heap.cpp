#include <algorithm>
#include <bit>

#include "keratin/base/text.h"
#include "keratin/saving/hdf5/btree_internal.h"
#include "keratin/saving/hdf5/heap_internal.h"

namespace keratin::saving::hdf5 {
namespace {

// A map's node beside what it holds.
constexpr uint64_t kRecordCost = 64;

uint64_t bytes_for_bits(uint64_t bits) { return (bits + 7) / 8; }
uint64_t log2_of(uint64_t power) { return static_cast<uint64_t>(std::bit_width(power)) - 1; }

}  // namespace

FractalHeap::FractalHeap(Blocks& blocks, uint64_t address) : blocks_(blocks), address_(address) {
  blocks.visit(address, "fractal heap");
  Cursor header = blocks.read_checked(address, 146, "fractal heap");
  read_header(header);
  check_header(header);
  if (root_ == kNowhere) return;
  if (rows_ == 0) {
    blocks_by_offset_.push_back({0, root_, start_});
  } else {
    read_indirect(root_, 0, rows_);
  }
}

void FractalHeap::read_header(Cursor& header) {
  header.expect("FRHP", 0);
  id_bytes_ = header.u16();
  const int filter_bytes = header.u16();
  if (filter_bytes != 0) header.refuse("is compressed, which is not read");
  has_checksums_ = (header.u8() & 2) != 0;
  const uint64_t max_object = header.u32();
  header.skip(8);  // the next huge object
  huge_tree_ = header.u64();
  header.skip(80);  // free room, how much there is of everything
  width_ = header.u16();
  start_ = header.u64();
  max_direct_ = header.u64();
  max_bits_ = header.u16();
  header.skip(2);  // rows that the root begins with
  root_ = header.u64();
  rows_ = header.u16();
  offset_bytes_ = bytes_for_bits(max_bits_);
  length_bytes_ = std::min(bytes_for_bits(log2_of(std::max<uint64_t>(max_direct_, 1))),
                           bytes_for_bits(log2_of(std::max<uint64_t>(max_object, 1)) + 1));
}

void FractalHeap::check_header(const Cursor& header) const {
  const auto is_power = [](uint64_t x) { return std::has_single_bit(x); };
  const uint64_t all_bits =
      log2_of(std::max<uint64_t>(width_, 1)) + log2_of(std::max<uint64_t>(start_, 1));
  if (!is_power(width_) || !is_power(start_) || !is_power(max_direct_) || start_ > max_direct_ ||
      max_bits_ > 63 || max_direct_ > uint64_t{1} << 32 || all_bits > max_bits_ ||
      rows_ > max_bits_ - all_bits + 1) {
    header.refuse(text("declares ", rows_, " rows of ", width_, " blocks of ", start_, " to ",
                       max_direct_, " bytes, ", max_bits_, " bits in all"));
  }
}

uint64_t FractalHeap::row_size(uint64_t row) const {
  return row < 2 ? start_ : start_ << (row - 1);
}

/// Signature, version, the heap's header, the place in the heap; then what is in it.
Cursor FractalHeap::check_block(Cursor block, std::string_view signature, uint64_t offset) const {
  block.expect(signature, 0);
  const uint64_t owner = block.u64(), at = block.number(offset_bytes_);
  if (owner != address_ || at != offset) {
    block.refuse(text("is number ", at, " of the heap at byte ", owner, ", expected number ",
                      offset, " of that at ", address_));
  }
  return block;
}

void FractalHeap::read_indirect(uint64_t address, uint64_t offset, uint64_t rows) {
  blocks_.visit(address, "fractal heap's index");
  const uint64_t size = 4 + 1 + 8 + offset_bytes_ + rows * width_ * 8 + 4;
  Cursor block =
      check_block(blocks_.read_checked(address, size, "fractal heap's index"), "FHIB", offset);
  for (uint64_t row = 0; row < rows; ++row) {
    const uint64_t child_size = row_size(row);
    for (uint64_t i = 0; i < width_; ++i, offset += child_size) {
      const uint64_t child = block.u64();
      if (child == kNowhere) continue;
      if (child_size <= max_direct_) {
        blocks_.spend(sizeof(Direct));
        blocks_by_offset_.push_back({offset, child, child_size});
        continue;
      }
      const uint64_t child_bits = log2_of(child_size),
                     first_bits = log2_of(start_) + log2_of(width_);
      if (child_bits < first_bits) block.refuse("declares blocks that are smaller than a row");
      read_indirect(child, offset, child_bits - first_bits + 1);
    }
  }
}

Cursor FractalHeap::object(Cursor id) {
  if (id.left() < id_bytes_) id.refuse(text("is no identifier of ", id_bytes_, " bytes"));
  const int flags = id.u8(), version = flags >> 6, kind = flags >> 4 & 3;
  if (version != 0 || kind > 1) {
    id.refuse(text("is an identifier of version ", version, " and kind ", kind,
                   ", expected version 0 and kind 0 or 1"));
  }
  if (kind == 1) return huge(id.number(std::min<uint64_t>(id_bytes_ - 1, 8)));
  const uint64_t offset = id.number(offset_bytes_);
  return managed(offset, id.number(length_bytes_));
}

Cursor FractalHeap::managed(uint64_t offset, uint64_t bytes) {
  const auto after =
      std::upper_bound(blocks_by_offset_.begin(), blocks_by_offset_.end(), offset,
                       [](uint64_t value, const Direct& block) { return value < block.offset; });
  if (after == blocks_by_offset_.begin()) {
    blocks_.refuse(
        text("the fractal heap at byte ", address_, " is empty, and a message is expected"));
  }
  const Direct& block = *(after - 1);
  if (offset - block.offset >= block.size) {
    blocks_.refuse(text("the fractal heap at byte ", address_, " has no message at ", offset));
  }
  blocks_.spend(bytes);
  return load(block).from(offset - block.offset).part(bytes, "message");
}

Cursor FractalHeap::load(const Direct& block) {
  const auto found = loaded_.find(block.offset);
  if (found != loaded_.end()) return found->second;
  blocks_.visit(block.address, "fractal heap's block");
  Cursor bytes = blocks_.read(block.address, block.size, "fractal heap's block");
  Cursor rest = check_block(bytes, "FHDB", block.offset);
  if (has_checksums_) {  // of the block with zeros in its place
    const uint32_t stored = rest.u32();
    Cursor all = bytes;
    const std::span<const uint8_t> taken = all.take(block.size);
    std::vector<uint8_t> blank(taken.begin(), taken.end());
    std::fill_n(blank.begin() + static_cast<ptrdiff_t>(13 + offset_bytes_), 4, uint8_t{0});
    const uint32_t sum = checksum(blank);
    if (sum != stored)
      bytes.refuse(text("is damaged: its checksum is ", sum, ", and ", stored, " is stored"));
  }
  loaded_.emplace(block.offset, bytes);
  return bytes;
}

Cursor FractalHeap::huge(uint64_t key) {
  if (!knows_huge_ && huge_tree_ != kNowhere) {
    read_records(blocks_, huge_tree_, RecordType::huge_object, [&](Cursor& record) {
      const uint64_t address = record.u64(), size = record.u64();
      blocks_.spend(kRecordCost);
      huge_[record.u64()] = {address, size};
    });
  }
  knows_huge_ = true;
  const auto found = huge_.find(key);
  if (found == huge_.end()) {
    blocks_.refuse(text("the fractal heap at byte ", address_, " has no huge message ", key));
  }
  return blocks_.read(found->second.address, found->second.size, "huge message");
}

}  // namespace keratin::saving::hdf5
