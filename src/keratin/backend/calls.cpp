#include "keratin/backend/calls.h"

#include <type_traits>

namespace keratin {
namespace {

template <class Call, class... Some>
inline constexpr bool kIsOneOf = (std::is_same_v<Call, Some> || ...);

}  // namespace

bool is_elementwise(const AnyCall& call) {
  return std::visit(
      []<class Call>(const Call&) {
        return kIsOneOf<Call, CopyCall, FillCall, UnaryCall, UnaryGradientCall, BinaryCall,
                        SelectCall, BinaryNumberCall, ScaleCall, SpecialCall, SpecialOfTwoCall>;
      },
      call);
}

Shape shape_of_elements(const AnyCall& call) {
  Shape shape;
  std::visit([&](const auto& one) { for_each_view(one, [&](const auto& v) { shape = v.shape; }); },
             call);
  return shape;
}

}  // namespace keratin
