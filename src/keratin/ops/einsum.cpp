// Einstein's sums by transposes, one batched matrix product and a reshape.
#include <algorithm>
#include <array>
#include <string>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/reduce.h"

namespace keratin::ops {
namespace {

struct Subscripts {
  std::array<std::string, 2> operand;
  std::string result;
};

[[noreturn]] void refuse(std::string_view subscripts, const char* why) {
  throw_value_error(text("einsum: cannot read the subscripts '", subscripts, "': ", why), {},
                    "write them as 'ij,jk->ik'");
}

bool contains(const std::string& letters, char c) { return letters.find(c) != std::string::npos; }

Subscripts parse(std::string_view subscripts, size_t operands) {
  Subscripts parsed;
  std::string text_only;
  for (const char c : subscripts) {
    if (c != ' ') text_only += c;
  }
  const size_t arrow = text_only.find("->");
  if (arrow == std::string::npos) refuse(subscripts, "there is no '->'");
  parsed.result = text_only.substr(arrow + 2);
  const std::string left = text_only.substr(0, arrow);
  const size_t comma = left.find(',');
  if ((comma != std::string::npos) != (operands == 2)) {
    refuse(subscripts, "the number of operands differs");
  }
  parsed.operand[0] = left.substr(0, comma);
  if (operands == 2) parsed.operand[1] = left.substr(comma + 1);
  for (const std::string* part : {&parsed.operand[0], &parsed.operand[1], &parsed.result}) {
    for (size_t i = 0; i < part->size(); ++i) {
      const char c = (*part)[i];
      if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) refuse(subscripts, "not a letter");
      if (part->find(c, i + 1) != std::string::npos) refuse(subscripts, "a letter stands twice");
    }
  }
  for (const char c : parsed.result) {
    if (!contains(parsed.operand[0], c) && !contains(parsed.operand[1], c)) {
      refuse(subscripts, "a letter of the result is in no operand");
    }
  }
  return parsed;
}

void check_rank(const Tensor& x, const std::string& letters) {
  if (x.ndim() != static_cast<int>(letters.size())) {
    throw_shape_error(text("einsum: the subscripts '", letters, "' name ", letters.size(),
                           " axes, the operand has shape ", x.shape()));
  }
}

// x with its axes, named by `from`, in the order of `to`.
Tensor ordered(const Tensor& x, const std::string& from, const std::string& to) {
  Axes axes;
  for (const char c : to) axes.list.push_back(static_cast<int64_t>(from.find(c)));
  return to.empty() ? x : transpose(x, axes);
}

// Sums out the letters that nobody else asks for.
Tensor without_lonely(Tensor x, std::string& letters, const std::string& needed) {
  for (size_t i = letters.size(); i-- > 0;) {
    if (contains(needed, letters[i])) continue;
    x = sum(x, {.axis = static_cast<int>(i)});
    letters.erase(i, 1);
  }
  return x;
}

int64_t product_of(const Shape& shape, int from, int to) {
  int64_t product = 1;
  for (int i = from; i < to; ++i) product *= shape[i];
  return product;
}

}  // namespace

Tensor einsum(std::string_view subscripts, const Tensor& a) {
  Subscripts s = parse(subscripts, 1);
  check_rank(a, s.operand[0]);
  const Tensor kept = without_lonely(a, s.operand[0], s.result);
  return ordered(kept, s.operand[0], s.result);
}

Tensor einsum(std::string_view subscripts, const Tensor& a, const Tensor& b) {
  Subscripts s = parse(subscripts, 2);
  check_rank(a, s.operand[0]);
  check_rank(b, s.operand[1]);
  const Tensor left = without_lonely(a, s.operand[0], s.operand[1] + s.result);
  const Tensor right = without_lonely(b, s.operand[1], s.operand[0] + s.result);
  std::string batch, rows, inner, columns;
  for (const char c : s.operand[0]) {
    const bool is_shared = contains(s.operand[1], c);
    (!is_shared ? rows : contains(s.result, c) ? batch : inner) += c;
  }
  for (const char c : s.operand[1]) {
    if (!contains(s.operand[0], c)) columns += c;
  }
  const Tensor x = ordered(left, s.operand[0], batch + rows + inner);
  const Tensor y = ordered(right, s.operand[1], batch + inner + columns);
  const auto nb = static_cast<int>(batch.size());
  const auto nr = static_cast<int>(rows.size());
  const auto ni = static_cast<int>(inner.size());
  Shape shape;
  for (int i = 0; i < nb + nr; ++i) shape.push_back(x.shape()[i]);
  for (int i = nb + ni; i < y.ndim(); ++i) shape.push_back(y.shape()[i]);
  for (int i = 0; i < nb + ni; ++i) {
    const int at = i < nb ? i : nr + i;
    if (x.shape()[at] != y.shape()[i]) {
      throw_shape_error(text("einsum '", subscripts, "': the lengths of '",
                             (batch + inner)[static_cast<size_t>(i)], "' differ, ", x.shape()[at],
                             " and ", y.shape()[i]));
    }
  }
  const int64_t b_size = product_of(x.shape(), 0, nb);
  const int64_t i_size = product_of(y.shape(), nb, nb + ni);
  const Tensor z = matmul(reshape(x, {b_size, product_of(x.shape(), nb, nb + nr), i_size}),
                          reshape(y, {b_size, i_size, product_of(y.shape(), nb + ni, y.ndim())}));
  return ordered(reshape(z, shape), batch + rows + columns, s.result);
}

}  // namespace keratin::ops
