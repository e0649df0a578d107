// Changes of files that keep them whole enough to be read: what a reader checks first (a length, a
// checksum, a bracket) is right again after most of them, so that they come to what stands behind.
#pragma once
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace fuzz {

using Bytes = std::vector<uint8_t>;
using Dice = std::minstd_rand;

/// Less than `sides`.
inline size_t roll(Dice& dice, size_t sides) { return dice() % sides; }

/// The fuzzer's own: bits, bytes, numbers, pieces of what it has seen.
void mutate_bytes(Bytes& bytes, Dice& dice);
/// A value becomes another, of another type, of this text or a deep one; goes away; comes twice.
void mutate_json(Bytes& bytes, Dice& dice);
/// Bytes, and then checksums.
void mutate_hdf5(Bytes& bytes, Dice& dice);
/// The header's text, and then its length.
void mutate_npy(Bytes& bytes, Dice& dice);
void mutate_safetensors(Bytes& bytes, Dice& dice);
/// What is in it, and then the compression.
void mutate_gzip(Bytes& bytes, Dice& dice);
/// The magic number, a dimension or the elements.
void mutate_idx(Bytes& bytes, Dice& dice);
/// A member by its kind, its name, its place; or the archive's own numbers.
void mutate_zip(Bytes& bytes, Dice& dice);

}  // namespace fuzz

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed);

/// The program's mutator is CHANGE(bytes, dice), a function of the above; one time in eight it is
/// the fuzzer's own.
#define KERATIN_FUZZ_MUTATOR(change)                                                        \
  size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {  \
    fuzz::Dice dice(seed + 1);                                                              \
    fuzz::Bytes bytes(data, data + size);                                                   \
    fuzz::roll(dice, 8) == 0 ? fuzz::mutate_bytes(bytes, dice) : fuzz::change(bytes, dice); \
    bytes.resize(bytes.size() < most ? bytes.size() : most);                                \
    for (size_t i = 0; i < bytes.size(); ++i) data[i] = bytes[i];                           \
    return bytes.size();                                                                    \
  }
