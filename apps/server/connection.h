// One connection: reads requests one after the other and writes their answers.
#pragma once
#include <utility>  // before Boost 1.74's awaitable.hpp, which needs it and does not say so

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "server/guard.h"
#include "server/router.h"
#include "server/serve.h"

namespace keratin::server {

struct Exchange;

/// What all connections share.
struct Shared {
  const ServeOptions& options;
  GuardOptions guard;
  Site& site;
  Metrics& metrics;
  std::atomic<bool> is_stopping{false};
  /// Connections that are being told that there are too many. They are no part of those served: a
  /// crowd that tries again and again would else keep the doors closed for itself.
  std::atomic<int64_t> turned_away{0};
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  /// `count` is of those that are, this one included.
  Connection(Socket socket, Shared& shared, std::atomic<int64_t>& count);
  ~Connection() { --count_; }

  /// Begins; the connection lives as long as it has something to do.
  void start();
  /// Answers 503 and ends.
  void refuse();
  /// Ends now if it waits for a request, else after the answer to the present one.
  void finish();
  /// Ends now.
  void close();

 private:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  Awaitable<void> run();
  Awaitable<void> run_refusal();
  /// False when no other request comes.
  Awaitable<bool> wait_for_request();
  Awaitable<bool> exchange();
  Awaitable<bool> read_header(Exchange& now);
  Awaitable<void> read_body(Exchange& now);
  Awaitable<void> answer(Exchange& now);
  Awaitable<bool> write(Exchange& now);
  Awaitable<void> linger();
  void check_header(Exchange& now);
  bool has_more();
  void drop_empty_lines();
  void refuse(Exchange& now, int status, std::string_view text);
  void log(const Exchange& now) const;
  void arm(double seconds);
  void disarm() { arm(-1); }

  Socket socket_;
  boost::asio::steady_timer timer_, waiter_;
  Shared& shared_;
  std::atomic<int64_t>& count_;
  boost::beast::flat_buffer buffer_;
  uint64_t armed_ = 0;  // counts, so that a timer that fired too late is told from the present one
  bool is_expired_ = false, is_idle_ = false;
};

}  // namespace keratin::server
