// The layout of a dataset: where its elements are, as its header says.
#include <algorithm>

#include "keratin/base/text.h"
#include "keratin/saving/hdf5/elements_internal.h"
#include "keratin/saving/hdf5/heap_internal.h"

namespace keratin::saving::hdf5 {
namespace {

constexpr int kCompact = 0, kContiguous = 1, kChunked = 2, kVirtual = 3;
constexpr std::string_view kIndexes[] = {
    "", "single", "implicit", "fixed array", "extensible array", "B-tree"};

struct LayoutHead {
  int version, kind;
};

LayoutHead read_head(Cursor& message) {
  const int version = message.u8();
  if (version < 3 || version > 5) {
    message.refuse(text("describes a layout in version ", version, ", expected 3 to 5"));
  }
  const int kind = message.u8();
  if (kind > kVirtual) message.refuse(text("describes a layout of the unknown kind ", kind));
  return {version, kind};
}

/// The chunk's lengths; the message ends them with that of an element.
void set_chunk(const Blocks& blocks, Elements& elements, std::vector<uint64_t> lengths,
               const Cursor& message) {
  const size_t rank = elements.lengths.size();
  if (rank == 0 || lengths.size() != rank + 1 || lengths.back() != elements.itemsize) {
    message.refuse(text("describes chunks of ", lengths.size(), " axes, expected ", rank, " and ",
                        elements.itemsize, " bytes"));
  }
  elements.chunk_bytes = 1;
  for (const uint64_t length : lengths) {
    if (length == 0) message.refuse("describes chunks without elements");
    elements.chunk_bytes = product(blocks, elements.chunk_bytes, length);
  }
  lengths.pop_back();
  elements.chunk_lengths = std::move(lengths);
}

ChunkLayout read_old_chunks(const Blocks& blocks, Cursor& message, Elements& elements) {
  ChunkLayout layout;
  const int rank = message.u8();
  layout.address = message.u64();
  std::vector<uint64_t> lengths;
  for (int i = 0; i < rank; ++i) lengths.push_back(message.u32());
  set_chunk(blocks, elements, std::move(lengths), message);
  return layout;
}

ChunkLayout::Index read_index(const Blocks& blocks, Cursor& message) {
  using enum ChunkLayout::Index;
  switch (const int index = message.u8()) {
    case 1: return single;
    case 2: return implicit;
    case 3: message.skip(1); return fixed_array;
    case 5: message.skip(6); return tree_v2;
    default:
      blocks.refuse(text("lists its chunks in an index of kind ", index, " (",
                         index == 4 ? kIndexes[4] : "unknown",
                         "), expected single, implicit, fixed array or B-tree"));
  }
}

ChunkLayout read_new_chunks(const Blocks& blocks, Cursor& message, int version,
                            Elements& elements) {
  constexpr int unfiltered_edges = 1, filtered_single = 2;
  const int flags = message.u8();
  if (flags & unfiltered_edges)
    message.refuse("leaves the last chunks unfiltered, which is not read");
  const int rank = message.u8();
  const uint64_t width = message.u8();
  if (width < 1 || width > 8) message.refuse(text("describes lengths of ", width, " bytes"));
  std::vector<uint64_t> lengths;
  for (int i = 0; i < rank; ++i) lengths.push_back(message.number(width));
  set_chunk(blocks, elements, std::move(lengths), message);
  ChunkLayout layout;
  layout.version = version;
  layout.index = read_index(blocks, message);
  if (layout.index == ChunkLayout::Index::single) {
    layout.single_size = elements.chunk_bytes;
    if (flags & filtered_single) {
      layout.single_size = message.u64();
      layout.single_mask = message.u32();
    }
  }
  layout.address = message.u64();
  return layout;
}

/// Elements that lie one after the other, in the header or somewhere else.
void place_all(Blocks& blocks, Elements& elements, uint64_t address, uint64_t stored,
               uint64_t wanted) {
  if (wanted == 0) return;
  if (address == kNowhere) {
    blocks.refuse(text("declares ", wanted, " bytes of elements that were never written"));
  }
  if (stored != wanted) {
    blocks.refuse(text("declares ", wanted, " bytes of elements and stores ", stored));
  }
  blocks.claim_elements(address, wanted);
  elements.address = address;
}

}  // namespace

void refuse_foreign_elements(Blocks& blocks, const ObjectHeader& header) {
  if (auto files = header.find(MessageType::external_files)) {
    files->skip(8);  // the version, how many
    const LocalHeap names(blocks, files->u64());
    const std::string_view name = files->left() >= 8 ? names.text_at(files->u64()) : "";
    blocks.refuse(text("stores its elements in another file ('", name, "'), which is refused"));
  }
  auto layout = header.find(MessageType::layout);
  if (layout && read_head(*layout).kind == kVirtual) {
    blocks.refuse("is a virtual dataset, whose elements are in other files, which is refused");
  }
}

Elements find_elements(Blocks& blocks, const ObjectHeader& header, const Datatype& type,
                       const std::vector<uint64_t>& lengths) {
  Elements elements;
  elements.lengths = lengths;
  elements.itemsize = type.size;
  elements.is_swapped = type.is_big_endian;
  elements.is_bool = type.kind == Datatype::Kind::boolean;
  const uint64_t bytes = product(blocks, count_of(blocks, lengths), type.size);
  Cursor message = header.get(MessageType::layout, "layout");
  const LayoutHead head = read_head(message);
  const std::optional<Cursor> filters = header.find(MessageType::filters);
  if (filters) elements.filters = read_filters(blocks, *filters);
  if (head.kind != kChunked) {
    if (!elements.filters.empty()) message.refuse("describes filters without chunks");
    const uint64_t address = head.kind == kContiguous ? message.u64() : kNowhere;
    const uint64_t stored = head.kind == kContiguous ? message.u64() : message.u16();
    if (head.kind == kCompact && stored > message.left()) message.skip(stored);
    place_all(blocks, elements, head.kind == kCompact ? message.address() : address, stored, bytes);
    return elements;
  }
  const ChunkLayout layout = head.version == 3
                                 ? read_old_chunks(blocks, message, elements)
                                 : read_new_chunks(blocks, message, head.version, elements);
  if (bytes > 0) read_chunks(blocks, layout, elements);
  return elements;
}

}  // namespace keratin::saving::hdf5
