#include "server/connection.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <cstring>
#include <new>

#include "server/exchange.h"

namespace keratin::server {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Error = boost::system::error_code;
using Clock = std::chrono::steady_clock;

/// Bytes that are read and thrown away after a refusal, so that the client gets to read it.
constexpr size_t kLingerBytes = size_t{4} << 20;
/// Bodies of more bytes are read as JSON by another thread than the connections'.
constexpr size_t kLargeBody = 64 * 1024;

Clock::duration duration_of(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

/// A completion token that puts the error there.
auto into(Error& error) { return asio::redirect_error(asio::use_awaitable, error); }

}  // namespace

Connection::Connection(Socket socket, Shared& shared, std::atomic<int64_t>& count)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      waiter_(socket_.get_executor()),
      shared_(shared),
      count_(count),
      buffer_(shared.options.max_header_bytes + 64 * 1024) {
  ++count_;
}

void Connection::start() {
  Error ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  asio::co_spawn(
      socket_.get_executor(), [self = shared_from_this()] { return self->run(); }, asio::detached);
}

void Connection::refuse() {
  asio::co_spawn(
      socket_.get_executor(), [self = shared_from_this()] { return self->run_refusal(); },
      asio::detached);
}

void Connection::finish() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    Error ignored;
    if (self->is_idle_) self->socket_.cancel(ignored);
  });
}

void Connection::close() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    Error ignored;
    self->socket_.close(ignored);
    self->waiter_.cancel();
    self->timer_.cancel();
  });
}

/// What is read or written from now on ends after so long; never when it is negative.
void Connection::arm(double seconds) {
  is_expired_ = false;
  const uint64_t number = ++armed_;
  if (seconds < 0) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(duration_of(seconds));
  timer_.async_wait([self = shared_from_this(), number](Error error) {
    if (error || number != self->armed_) return;
    self->is_expired_ = true;
    Error ignored;
    self->socket_.cancel(ignored);
  });
}

asio::awaitable<void> Connection::run() {
  const auto self = shared_from_this();
  try {
    for (bool goes_on = true; goes_on;) {
      goes_on = co_await wait_for_request();
      if (goes_on) goes_on = co_await exchange();
    }
  } catch (const std::exception& error) {
    if (shared_.options.log) shared_.options.log(error.what());
  }
  disarm();
  Error ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
}

asio::awaitable<void> Connection::run_refusal() {
  const auto self = shared_from_this();
  Exchange now;
  refuse(now, 503, "too many connections");
  arm(1);
  co_await write(now);
  co_await linger();
  disarm();
}

asio::awaitable<bool> Connection::wait_for_request() {
  if (shared_.is_stopping) co_return false;
  drop_empty_lines();
  if (buffer_.size() > 0) co_return true;
  Error error;
  is_idle_ = true;
  arm(shared_.options.idle_seconds);
  while (!error && !is_expired_ && buffer_.size() == 0) {
    const size_t bytes = co_await socket_.async_read_some(buffer_.prepare(512), into(error));
    buffer_.commit(bytes);
    drop_empty_lines();
  }
  is_idle_ = false;
  co_return !error && !is_expired_;
}

/// Old clients send one behind a body; RFC 9112, 2.2 has them ignored in front of a request.
void Connection::drop_empty_lines() {
  while (buffer_.size() >= 2 && std::memcmp(buffer_.data().data(), "\r\n", 2) == 0) {
    buffer_.consume(2);
  }
}

asio::awaitable<bool> Connection::exchange() {
  Exchange now;
  now.parser.header_limit(static_cast<uint32_t>(shared_.options.max_header_bytes));
  now.parser.body_limit(shared_.options.max_body_bytes);
  now.held = HeldBytes(shared_.metrics.bytes_held, shared_.options.max_bytes_held);
  // g++ 12 runs what stands behind && although what stands before is false, if it is a co_await:
  // each has a line of its own.
  const bool is_there = co_await read_header(now);
  if (!is_there) co_return false;
  now.begin = Clock::now();
  ++shared_.metrics.in_flight;
  const std::shared_ptr<void> counted(nullptr, [this](void*) { --shared_.metrics.in_flight; });
  if (!now.is_refused) check_header(now);
  if (!now.is_refused) co_await read_body(now);
  if (now.is_lost) co_return false;
  if (!now.is_refused) co_await answer(now);
  if (shared_.is_stopping) now.keeps_alive = false;
  const bool is_written = co_await write(now);
  const double seconds = std::chrono::duration<double>(Clock::now() - now.begin).count();
  shared_.metrics.count_request(now.response.endpoint, now.response.model, now.response.status,
                                seconds);
  if (shared_.options.has_log) log(now);
  const bool ends = now.is_refused || (!now.keeps_alive && has_more());
  if (is_written && ends) co_await linger();
  co_return is_written&& now.keeps_alive;
}

/// Whether the client has sent more than was read.
bool Connection::has_more() {
  Error error;
  return buffer_.size() > 0 || socket_.available(error) > 0;
}

/// False when the client is gone.
asio::awaitable<bool> Connection::read_header(Exchange& now) {
  arm(shared_.options.header_seconds);
  Error error;
  co_await http::async_read_header(socket_, buffer_, now.parser, into(error));
  now.begin = Clock::now();
  if (!error) co_return true;
  now.line = line_of(now.parser.get());
  if (is_expired_) {
    refuse(now, 408, "the header took too long");
  } else if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    refuse(now, 431, text_of_limit("the header", shared_.options.max_header_bytes));
  } else if (error == http::error::body_limit) {
    refuse(now, 413, text_of_limit("the body", shared_.options.max_body_bytes));
  } else if (error == http::error::end_of_stream || error == http::error::partial_message ||
             error.category() != http::make_error_code(http::error::bad_method).category()) {
    co_return false;
  } else {
    refuse(now, 400, "this is no HTTP request: " + error.message());
  }
  co_return true;
}

void Connection::check_header(Exchange& now) {
  Refusal refusal = refusal_of_header(now, shared_.guard);
  const auto length = now.parser.content_length();
  if (refusal.status == 0 && length && *length > shared_.options.max_body_bytes) {
    refusal = {413, text_of_limit("the body", shared_.options.max_body_bytes)};
  }
  if (refusal.status == 0 && length) {
    // The parser takes memory for all of a body where nobody could say that there is none.
    try {
      now.parser.get().body().reserve(*length);
    } catch (const std::bad_alloc&) {
      refusal = {503, "there is not enough memory for this body now"};
    }
  }
  if (refusal.status != 0) refuse(now, refusal.status, refusal.text);
}

asio::awaitable<void> Connection::read_body(Exchange& now) {
  arm(shared_.options.body_seconds);
  Error error;
  if (now.expects_continue && !now.parser.is_done()) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(socket_, asio::buffer(go_on.data(), go_on.size()), into(error));
  }
  now.parser.eager(true);
  while (!error && !is_expired_ && !now.parser.is_done()) {
    co_await http::async_read_some(socket_, buffer_, now.parser, into(error));
    if (!now.held.hold(now.parser.get().body().size())) {
      refuse(now, 503, "the bodies of other requests fill the memory set aside for them");
      co_return;
    }
  }
  if (is_expired_) {
    refuse(now, 408, "the body took too long");
  } else if (error == http::error::body_limit) {
    refuse(now, 413, text_of_limit("the body", shared_.options.max_body_bytes));
  } else if (error == http::error::partial_message || error == http::error::end_of_stream ||
             (error &&
              error.category() != http::make_error_code(http::error::bad_method).category())) {
    now.is_lost = true;
  } else if (error) {
    refuse(now, 400, "the body is no HTTP: " + error.message());
  }
}

/// Waits for the endpoint's answer, at most request_seconds.
asio::awaitable<void> Connection::answer(Exchange& now) {
  disarm();
  if (now.is_preflight) {
    now.response.status = 204;
    co_return;
  }
  struct Slot {
    bool is_filled = false;
    Response response;
  };
  const auto slot = std::make_shared<Slot>();
  const auto respond = [slot, self = shared_from_this()](Response response) {
    // Set where this coroutine runs, so that the answer and the end of the wait do not meet.
    auto answer = std::make_shared<Response>(std::move(response));
    asio::post(self->socket_.get_executor(), [slot, self, answer] {
      slot->response = std::move(*answer);
      slot->is_filled = true;
      self->waiter_.cancel();
    });
  };
  Request request = take_request(now);
  waiter_.expires_after(duration_of(shared_.options.request_seconds));
  if (request.body.size() > kLargeBody) {
    const auto held = std::make_shared<Request>(std::move(request));
    shared_.site.workers.run(
        [&site = shared_.site, held, respond] { route(site, std::move(*held), respond); });
  } else {
    route(shared_.site, std::move(request), respond);
  }
  Error ignored;
  co_await waiter_.async_wait(into(ignored));
  if (slot->is_filled) {
    now.response = std::move(slot->response);
  } else {
    refuse(now, 503, "the answer took too long");
  }
}

/// False when the client did not take it all.
asio::awaitable<bool> Connection::write(Exchange& now) {
  arm(shared_.options.write_seconds);
  const std::string head = head_of(now);
  const bool has_body = !now.is_head && now.response.status != 304;
  const std::array<asio::const_buffer, 2> parts = {
      asio::buffer(head), has_body ? asio::buffer(now.response.body) : asio::const_buffer()};
  Error error;
  co_await asio::async_write(socket_, parts, into(error));
  co_return !error && !is_expired_;
}

/// Reads on for a while: closing with bytes unread would take the answer from the client.
asio::awaitable<void> Connection::linger() {
  Error error;
  socket_.shutdown(Socket::shutdown_send, error);
  arm(2);
  std::array<char, 4096> ignored;
  for (size_t bytes = 0; !error && !is_expired_ && bytes < kLingerBytes;) {
    bytes += co_await socket_.async_read_some(asio::buffer(ignored), into(error));
  }
}

void Connection::refuse(Exchange& now, int status, std::string_view text) {
  now.response = error_response(status, text);
  now.is_refused = true;
  now.keeps_alive = false;
  std::string().swap(now.parser.get().body());
  now.held = HeldBytes();
}

void Connection::log(const Exchange& now) const {
  if (!shared_.options.log) return;
  Error error;
  const auto client = socket_.remote_endpoint(error);
  shared_.options.log(log_line(now, error ? "-" : client.address().to_string()));
}

}  // namespace keratin::server
