// Who wants to hear when the program itself, and no backend, reads or writes elements of a tensor.
#pragma once

namespace keratin {

class Tensor;

/// While it lives, it hears of this thread's looks at elements; the innermost one alone.
class HostWatch {
 public:
  HostWatch() : outer_(current_) { current_ = this; }
  virtual ~HostWatch() { current_ = outer_; }
  HostWatch(const HostWatch&) = delete;
  HostWatch& operator=(const HostWatch&) = delete;

  virtual void on_host_read(const Tensor& x) = 0;
  virtual void on_host_write(const Tensor& x) = 0;
  /// A view of it is made, for a call or by the host.
  virtual void on_view(const Tensor& x) = 0;

  static void tell_read(const Tensor& x) {
    if (current_) [[unlikely]]
      current_->on_host_read(x);
  }
  static void tell_view(const Tensor& x) {
    if (current_) [[unlikely]] {
      current_->on_view(x);
    }
  }
  static void tell_write(const Tensor& x) {
    if (current_) [[unlikely]]
      current_->on_host_write(x);
  }

 private:
  static constinit thread_local HostWatch* current_;
  HostWatch* const outer_;
};

}  // namespace keratin
