// A program of somebody else's: it knows nothing but what was installed.
#if __has_include(<keratin/keratin.h>)
#include <keratin/keratin.h>
#else
#include <keratin/tensor/creation.h>
#endif

#include <cstdio>

int main() {
  const keratin::Tensor x = keratin::tensor({{1, 2, 3}, {4, 5, 6}});
  std::printf("%s %s\n", x.shape().to_string().c_str(), keratin::name_of(x.dtype()).data());
  return x.size() == 6 && x.dtype() == keratin::int32 ? 0 : 1;
}
