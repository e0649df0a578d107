// Images seen through small windows: edges, blur, patches, likeness; Keras: keras.ops.image. Shapes
// and errors are those of image.h.
#pragma once
#include <array>
#include <string>

#include "keratin/tensor/sizes.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops::image {

struct GaussianBlurOptions {
  std::array<int64_t, 2> kernel_size = {3, 3};
  std::array<double, 2> sigma = {1, 1};
  std::string data_format = {};
};
/// The mean of each pixel's neighbours by exp(-d^2 / (2 sigma^2)), with zeros around the image. As
/// in Keras on JAX, TensorFlow and PyTorch, whose text says it the other way, the first of both
/// numbers is the width's and the second the height's. Throws DTypeError for whole numbers,
/// ValueError for sizes below 1.
Tensor gaussian_blur(const Tensor& images, const GaussianBlurOptions& options = {});

/// Sobel's slopes: images [batch, height, width, channels] -> [..., 2], down and to the right, with
/// zeros around the image. In images' dtype. Throws ShapeError for other numbers of axes.
Tensor sobel_edges(const Tensor& images, const std::string& data_format = {});

struct SsimOptions {
  double max_val = 1;  // the largest a pixel can be
  int64_t filter_size = 11;
  double filter_sigma = 1.5;
  double k1 = 0.01, k2 = 0.03;
  std::string data_format = {};
};
/// The structural similarity of two images, 1 for equal ones: the mean over windows and channels of
/// (2 m1 m2 + c1) (2 s12 + c2) / ((m1^2 + m2^2 + c1) (s1^2 + s2^2 + c2)), m and s their means,
/// variances and covariance by a Gaussian, c = (k max_val)^2; [batch], or a scalar for a single
/// image, in image1's dtype. Wang et al., "Image quality assessment", 2004. Throws ShapeError for
/// images of other shapes and for those smaller than the filter.
Tensor ssim(const Tensor& image1, const Tensor& image2, const SsimOptions& options = {});

struct ExtractPatchesOptions {
  Sizes strides = None;  // as size: patches beside each other
  Sizes dilation_rate = 1;
  std::string padding = "valid";  // "same": zeros around the image
  std::string data_format = {};
};
/// The pixels of patches of that size as channels, row by row: images [batch, height, width,
/// channels] or one of them -> [batch, rows, columns, patch height * width * channels]. Three sizes
/// are those of volumes [batch, depth, height, width, channels]. Throws ShapeError for other
/// numbers of axes and for patches larger than the image, ValueError for another padding.
Tensor extract_patches(const Tensor& images, const Sizes& size,
                       const ExtractPatchesOptions& options = {});
/// The same of volumes, with one size for all three axes too.
Tensor extract_patches_3d(const Tensor& volumes, const Sizes& size,
                          const ExtractPatchesOptions& options = {});

}  // namespace keratin::ops::image
