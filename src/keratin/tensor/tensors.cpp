// Lists of tensors and shapes, and the masks that ride on tensors.
#include "keratin/tensor/tensors.h"

#include "keratin/base/text.h"

namespace keratin {
namespace {

// The note of a storage: the mask, and which of the views of the storage it belongs to.
class MaskNote final : public RefCounted {
 public:
  MaskNote(const Tensor& x, Tensor the_mask)
      : mask(std::move(the_mask)), offset(x.offset()), shape(x.shape()), strides(x.strides()) {}

  bool is_for(const Tensor& x) const {
    return offset == x.offset() && shape == x.shape() && strides == x.strides();
  }

  Tensor mask;
  int64_t offset;
  Shape shape;
  Strides strides;
};

}  // namespace

Tensors::Tensors(std::initializer_list<Tensor> list) : list_(list) {}
Tensors::Tensors(const std::vector<Tensor>& list) : list_(list.begin(), list.end()) {}
std::vector<Tensor> Tensors::to_vector() const { return {begin(), end()}; }

Shapes::Shapes(const Shape& shape) : list_{shape} {}
Shapes::Shapes(std::initializer_list<int64_t> lengths) : list_{Shape(lengths)} {}
Shapes::Shapes(std::initializer_list<Length> lengths) : list_{Shape(lengths)} {}
Shapes::Shapes(std::initializer_list<Shape> shapes) : list_(shapes) {}
Shapes::Shapes(std::vector<Shape> shapes) : list_(std::move(shapes)) {}
void Shapes::push_back(const Shape& shape) { list_.push_back(shape); }
bool Shapes::operator==(const Shapes& other) const = default;

std::string Shapes::to_string() const {
  if (size() == 1) return list_[0].to_string();
  std::string out = "[";
  for (const Shape& shape : list_) out += text(out.size() > 1 ? ", " : "", shape);
  return out + "]";
}

Shapes shapes_of(const Tensors& tensors) {
  Shapes shapes;
  for (const Tensor& x : tensors) shapes.push_back(x.defined() ? x.shape() : Shape());
  return shapes;
}

Tensor mask_of(const Tensor& x) {
  if (!x.defined() || !x.storage()->note()) return {};
  const auto& note = static_cast<const MaskNote&>(*x.storage()->note());
  return note.is_for(x) ? note.mask : Tensor();
}

void set_mask(const Tensor& x, const Tensor& mask) {
  x.storage()->set_note(mask.defined() ? Ref<RefCounted>(new MaskNote(x, mask))
                                       : Ref<RefCounted>());
}

}  // namespace keratin
