#include "server/server.h"

#include "server/connection.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <ctime>
#include <iostream>
#include <system_error>
#include <thread>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

/// Lines of several threads, each whole, with the time. What a model's file says of itself may hold
/// bytes that steer a terminal: those are shown as "?".
void log_to_stderr(std::string_view line) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char time[32];
  std::strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ ", &parts);
  std::string shown(line);
  for (char& c : shown) {
    if ((c >= 0 && c < ' ' && c != '\n') || c == '\x7f') c = '?';
  }
  std::cerr << text(time, shown, "\n") << std::flush;
}

void check(const ServeOptions& o) {
  const auto require = [](bool is_good, const char* rule) {
    if (!is_good) throw_value_error(rule);
  };
  require(o.threads >= 0 && o.threads <= 1024, "threads must be 0 to 1024");
  require(o.predict_threads >= 1 && o.predict_threads <= 1024, "predict_threads must be 1 to 1024");
  require(o.max_batch_rows >= 1, "max_batch_rows must be 1 or more");
  require(o.batch_delay_ms >= 0 && o.batch_delay_ms <= 60'000, "batch_delay_ms must be 0 to 60000");
  require(o.max_queue >= 1 && o.max_connections >= 1,
          "max_queue and max_connections must be 1 or more");
  require(o.max_header_bytes >= 256 && o.max_header_bytes <= size_t{16} << 20,
          "max_header_bytes must be 256 to 16777216");
  for (const double seconds : {o.header_seconds, o.body_seconds, o.idle_seconds, o.request_seconds,
                               o.write_seconds, o.stop_seconds}) {
    require(seconds > 0 && seconds < 1e6,
            "times must be more than 0 and less than a million "
            "seconds");
  }
  require(o.reload_seconds >= 0 && o.reload_seconds < 1e6,
          "reload_seconds must be 0 or more, and less than a million");
  const auto is_line = [](const std::string& name) {
    return name.find_first_of(std::string("\r\n\0", 3)) == std::string::npos;
  };
  for (const std::string& origin : o.allowed_origins) {
    require(is_line(origin), "an allowed origin must be one line");
  }
}

ServeOptions completed(ServeOptions options) {
  check(options);
  if (!options.log) options.log = log_to_stderr;
  if (options.address == "localhost") options.address = "127.0.0.1";
  if (options.threads == 0) {
    options.threads = std::max(2, static_cast<int>(std::thread::hardware_concurrency()));
  }
  return options;
}

StoreOptions store_options(const ServeOptions& options) {
  return {.path = options.path,
          .name = options.name,
          .reload_seconds = options.reload_seconds,
          .batching = {.max_rows = options.max_batch_rows,
                       .delay_ms = options.batch_delay_ms,
                       .max_queue = options.max_queue,
                       .threads = options.predict_threads},
          .log = options.log};
}

}  // namespace

class Server::Core : public std::enable_shared_from_this<Server::Core> {
 public:
  explicit Core(const ServeOptions& options)
      : options_(completed(options)),
        site_{store_, metrics_, workers_, options_.request_seconds, options_.has_page},
        shared_{options_, {options_.allowed_hosts, options_.allowed_origins}, site_, metrics_},
        predictors_(options_.predict_threads),
        workers_(options_.threads),
        store_(store_options(options_), predictors_, metrics_),
        acceptor_(asio::make_strand(io_)),
        signals_(acceptor_.get_executor()),
        timer_(acceptor_.get_executor()) {
    listen();
  }

  ~Core() {
    // Nobody waits for answers any more. The pools give tasks to each other.
    workers_.forget();
    predictors_.forget();
    store_.forget();
    workers_.end();
    predictors_.end();
  }

  uint16_t port() const { return port_; }

  std::string url() const {
    const bool is_v6 = options_.address.find(':') != std::string::npos;
    return text("http://", is_v6 ? "[" : "", options_.address, is_v6 ? "]" : "", ":", port_);
  }

  void run(bool heeds_signals) {
    if (heeds_signals) wait_for_signal();
    asio::co_spawn(
        acceptor_.get_executor(), [this] { return accept(); }, asio::detached);
    if (options_.on_ready) options_.on_ready(url());
    std::vector<std::thread> threads;
    for (int i = 1; i < options_.threads; ++i) threads.emplace_back([this] { work(); });
    work();
    for (std::thread& thread : threads) thread.join();
  }

  void stop() {
    asio::post(acceptor_.get_executor(), [self = shared_from_this()] { self->begin_stop(); });
  }

 private:
  /// Does what is to be done. What throws, for want of memory, ends its own connection alone.
  void work() {
    for (;;) {
      try {
        io_.run();
        return;
      } catch (const std::exception& error) {
        report(error);
      }
    }
  }

  void report(const std::exception& error) const noexcept {
    try {
      options_.log(error.what());
    } catch (...) {  // not even for that is there memory
    }
  }

  void listen() try {
    Error no_address;
    const auto address = asio::ip::make_address(options_.address, no_address);
    if (no_address) {
      throw_value_error(
          text("the address to listen at must be one of this machine's, such as "
               "127.0.0.1 or ::1, received '",
               options_.address, "'"));
    }
    const tcp::endpoint endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(tcp::acceptor::max_listen_connections);
    port_ = acceptor_.local_endpoint().port();
  } catch (const boost::system::system_error& error) {
    port_ = options_.port;
    throw std::system_error(error.code(), "cannot listen at " + url());
  }

  /// The first one stops; the second one does what it does to any program.
  void wait_for_signal() {
    std::signal(SIGPIPE, SIG_IGN);  // who reads the log may go
    Error ignored;
    signals_.add(SIGINT, ignored);
    signals_.add(SIGTERM, ignored);
    signals_.async_wait([this](Error error, int) {
      if (error) return;
      signals_.async_wait([](Error again, int number) {
        if (again) return;
        std::signal(number, SIG_DFL);
        std::raise(number);
      });
      shared_.is_stopping ? close_all() : begin_stop();
    });
  }

  asio::awaitable<void> accept() {
    bool has_failed = false;
    while (!shared_.is_stopping) {
      try {
        // Such as no more files, or no memory: those that end make room.
        if (has_failed) co_await pause();
        has_failed = false;
        Error error;
        // Each connection's work is done in order, by whichever thread is free.
        tcp::socket socket(asio::make_strand(io_));
        co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
        if (shared_.is_stopping) break;
        has_failed = error.failed();
        if (!has_failed) welcome(std::move(socket));
      } catch (const std::exception& error) {
        report(error);
        has_failed = true;
      }
    }
  }

  asio::awaitable<void> pause() {
    timer_.expires_after(std::chrono::milliseconds(50));
    Error ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }

  void welcome(tcp::socket socket) {
    if (metrics_.connections < static_cast<int64_t>(options_.max_connections)) {
      const auto connection =
          std::make_shared<Connection>(std::move(socket), shared_, metrics_.connections);
      remember(connection);
      return connection->start();
    }
    ++metrics_.refused_connections;
    constexpr int64_t most = 64;  // are told so at a time
    if (shared_.turned_away >= most) return;
    std::make_shared<Connection>(std::move(socket), shared_, shared_.turned_away)->refuse();
  }

  void remember(const std::shared_ptr<Connection>& connection) {
    // Now and then those that have ended are forgotten.
    if (connections_.size() >= forget_at_) {
      std::erase_if(connections_, [](const auto& known) { return known.expired(); });
      forget_at_ = 2 * connections_.size() + 64;
    }
    connections_.push_back(connection);
  }

  void begin_stop() {
    if (shared_.is_stopping.exchange(true)) return;
    Error ignored;
    acceptor_.close(ignored);
    for (const auto& known : connections_) {
      if (const auto connection = known.lock()) connection->finish();
    }
    const auto limit = std::chrono::duration<double>(options_.stop_seconds);
    stop_at_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(limit);
    wait_for_end();
  }

  /// Looks whether the last connection has ended. Those that are closed may still be known to the
  /// model that they wait for.
  void wait_for_end() {
    const bool is_late = Clock::now() > stop_at_;
    if (is_late) close_all();
    if (is_late || metrics_.connections == 0) {
      Error ignored;
      signals_.cancel(ignored);
      signals_.clear(ignored);  // from now on a signal ends the program
      return;
    }
    timer_.expires_after(std::chrono::milliseconds(5));
    timer_.async_wait([this](Error) { wait_for_end(); });
  }

  void close_all() {
    for (const auto& known : connections_) {
      if (const auto connection = known.lock()) connection->close();
    }
  }

  using Clock = std::chrono::steady_clock;

  // What connections hold on to comes first, as some may be left in the tasks of the pools.
  const ServeOptions options_;
  Metrics metrics_;
  Site site_;
  Shared shared_;
  asio::io_context io_;
  TaskPool predictors_, workers_;
  ModelStore store_;
  tcp::acceptor acceptor_;
  asio::signal_set signals_;
  asio::steady_timer timer_;
  uint16_t port_ = 0;
  std::vector<std::weak_ptr<Connection>> connections_;
  size_t forget_at_ = 64;
  Clock::time_point stop_at_;
};

Server::Server(const ServeOptions& options) : core_(std::make_shared<Core>(options)) {}
Server::~Server() = default;
uint16_t Server::port() const { return core_->port(); }
std::string Server::url() const { return core_->url(); }
void Server::run(bool heeds_signals) { core_->run(heeds_signals); }
void Server::stop() { core_->stop(); }

int serve(const ServeOptions& options) {
  Server server(options);
  server.run(true);
  return 0;
}

}  // namespace keratin::server
