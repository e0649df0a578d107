// Tensors from scalars to five axes, batches, broadcasting: chapter 2's tour, with what it prints.
#include <keratin/keratin.h>
using namespace keratin;

int main() {
  const Tensor scalar = tensor(12);
  print(scalar, "has", scalar.ndim(), "axes");
  const Tensor vector = tensor({12, 3, 6, 14, 7});
  print(vector, "has", vector.ndim(), "axis");
  const Tensor matrix = tensor({{5, 78, 2, 34, 0}, {6, 79, 3, 35, 1}, {7, 80, 4, 36, 2}});
  print(matrix);
  print("shape", matrix.shape(), "dtype", name_of(matrix.dtype()));
  print(stack({matrix, matrix, matrix}).shape(), "is a stack of matrices");
  print("videos:", zeros({4, 2, 3, 5, 3}).shape());

  // A row is stretched to every row of the matrix; an integer stays one.
  print(matrix + tensor({1, 0, 0, 0, 1}));
  print(ops::maximum(matrix - 40, 0));

  // Slices look into the same memory, as NumPy's do.
  Tensor images = arange(24).reshape({2, 3, 4});
  Tensor corner = images[{slice(), slice(1, open), slice(-2, open)}];
  print(corner, corner.shape());
  images.set({0, 2, 3}, -1);
  print(corner[0]);

  print(ops::matmul(matrix, matrix.transpose()));
  print(matrix.astype(float32).mean({.axis = 0}).repr());
}
