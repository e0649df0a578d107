#include "keratin/saving/hdf5_writer_internal.h"

#include <hdf5.h>

#include <array>
#include <mutex>
#include <set>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/saving/hdf5_driver_internal.h"
#include "keratin/tensor/host_watch_internal.h"

namespace keratin::saving {
namespace {

/// libhdf5 is not made for several threads, and prints its errors unless told otherwise. When the
/// process ends it closes what is open, and nothing of ours is.
class Hdf5Session {
 public:
  Hdf5Session() : lock_(mutex()) {
    H5open();
    H5Eget_auto2(H5E_DEFAULT, &print_, &print_data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  ~Hdf5Session() { H5Eset_auto2(H5E_DEFAULT, print_, print_data_); }
  Hdf5Session(const Hdf5Session&) = delete;
  Hdf5Session& operator=(const Hdf5Session&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  std::lock_guard<std::mutex> lock_;
  H5E_auto2_t print_ = nullptr;
  void* print_data_ = nullptr;
};

/// Closes what it holds.
class Hdf5Id {
 public:
  Hdf5Id(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Hdf5Id() {
    if (id_ >= 0) close_(id_);
  }
  Hdf5Id(Hdf5Id&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Hdf5Id& operator=(Hdf5Id&&) = delete;
  operator hid_t() const { return id_; }  // NOLINT: implicit on purpose
  hid_t release() { return std::exchange(id_, -1); }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

/// The innermost error says why; the others, which functions were on the way.
herr_t keep_first_reason(unsigned, const H5E_error2_t* error, void* out) {
  auto& reason = *static_cast<std::string*>(out);
  const std::string_view all = error->desc ? error->desc : "";
  if (reason.empty()) reason = all.substr(0, all.find('\n'));
  return 0;
}

class Hdf5FileWriter {
 public:
  Hdf5FileWriter(const std::string& path, const Hdf5Driver& driver)
      : path_(path), place_("/"), file_(create_file(driver)) {}

  void write(const Hdf5Entry& entry);
  void close() { checked(H5Fclose(file_.release()), "be written"); }

 private:
  template <class Result>
  Result checked(Result result, const char* what) const {
    if (result < 0) refuse_call(what);
    return result;
  }
  [[noreturn]] void refuse_call(const char* what) const {
    std::string why;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first_reason, &why);
    throw_file_error(text(path_, ": ", place_, ": cannot ", what, ": ", why));
  }
  Hdf5Id owned(hid_t id, herr_t (*closer)(hid_t), const char* what) const {
    return {checked(id, what), closer};
  }
  Hdf5Id create_file(const Hdf5Driver& driver) const;
  Hdf5Id properties(hid_t of) const;
  void make_group(const std::string& path);
  Hdf5Id make_dataset(const std::string& path, const Tensor& any_order) const;
  Hdf5Id type_of(DType dtype) const;
  Hdf5Id copied(hid_t type) const { return owned(H5Tcopy(type), H5Tclose, "take a type"); }
  const char* c_text(const std::string& all) const;
  Hdf5Id string_type(H5T_cset_t characters) const;
  void write_attribute(hid_t object, const std::string& name, const ConfigValue& value) const;
  void write_list(hid_t object, const std::string& name, const ConfigValue::List& list) const;
  void write_value(hid_t object, const std::string& name, hid_t type, std::optional<hsize_t> count,
                   const void* data) const;

  const std::string path_;
  std::string place_;  // in the file, for errors
  Hdf5Id file_;
  std::set<std::string> groups_ = {"/"};
};

/// The oldest format that can hold it, which every reader knows; no times.
Hdf5Id Hdf5FileWriter::create_file(const Hdf5Driver& driver) const {
  const Hdf5Id access = owned(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "be created");
  checked(H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST), "be created");
  checked(driver.use_in(access), "be created");
  return owned(H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose,
               "be created");
}

Hdf5Id Hdf5FileWriter::properties(hid_t of) const {
  Hdf5Id result = owned(H5Pcreate(of), H5Pclose, "be created");
  checked(H5Pset_obj_track_times(result, false), "be created");
  return result;
}

void Hdf5FileWriter::make_group(const std::string& path) {
  if (path.empty() || !groups_.insert(path).second) return;
  make_group(path.substr(0, path.rfind('/')));
  const Hdf5Id how = properties(H5P_GROUP_CREATE);
  owned(H5Gcreate2(file_, path.c_str(), H5P_DEFAULT, how, H5P_DEFAULT), H5Gclose, "be created");
}

Hdf5Id Hdf5FileWriter::type_of(DType dtype) const {
  switch (dtype) {
    case DType::uint8: return copied(H5T_STD_U8LE);
    case DType::int8: return copied(H5T_STD_I8LE);
    case DType::uint16: return copied(H5T_STD_U16LE);
    case DType::int16: return copied(H5T_STD_I16LE);
    case DType::uint32: return copied(H5T_STD_U32LE);
    case DType::int32: return copied(H5T_STD_I32LE);
    case DType::uint64: return copied(H5T_STD_U64LE);
    case DType::int64: return copied(H5T_STD_I64LE);
    case DType::float32: return copied(H5T_IEEE_F32LE);
    case DType::float64: return copied(H5T_IEEE_F64LE);
    case DType::bfloat16: return owned(H5Tcreate(H5T_OPAQUE, 2), H5Tclose, "take a type");
    case DType::float16: {
      Hdf5Id type = copied(H5T_IEEE_F32LE);
      checked(H5Tset_fields(type, 15, 10, 5, 0, 10), "take a type");
      checked(H5Tset_size(type, 2), "take a type");
      checked(H5Tset_ebias(type, 15), "take a type");
      return type;
    }
    case DType::bool_: break;
  }
  Hdf5Id type = owned(H5Tenum_create(H5T_STD_I8LE), H5Tclose, "take a type");
  const int8_t no = 0, yes = 1;
  checked(H5Tenum_insert(type, "FALSE", &no), "take a type");
  checked(H5Tenum_insert(type, "TRUE", &yes), "take a type");
  return type;
}

Hdf5Id Hdf5FileWriter::make_dataset(const std::string& path, const Tensor& any_order) const {
  const Tensor x = any_order.detach().to({}).contiguous();
  HostWatch::tell_read(x);
  std::array<hsize_t, kMaxRank> lengths{};
  std::copy(x.shape().begin(), x.shape().end(), lengths.begin());
  const Hdf5Id space = owned(
      x.ndim() == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(x.ndim(), lengths.data(), nullptr),
      H5Sclose, "have this shape");
  const Hdf5Id type = type_of(x.dtype()), how = properties(H5P_DATASET_CREATE);
  Hdf5Id dataset =
      owned(H5Dcreate2(file_, path.c_str(), type, space, H5P_DEFAULT, how, H5P_DEFAULT), H5Dclose,
            "be created");
  if (x.size() > 0) {
    checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, x.view().data), "be written");
  }
  return dataset;
}

const char* Hdf5FileWriter::c_text(const std::string& all) const {
  if (all.find('\0') != std::string::npos) {
    throw_file_error(
        text(path_, ": ", place_, ": an attribute's text has a NUL, which would end it"));
  }
  return all.c_str();
}

Hdf5Id Hdf5FileWriter::string_type(H5T_cset_t characters) const {
  Hdf5Id type = copied(H5T_C_S1);
  checked(H5Tset_size(type, H5T_VARIABLE), "take a type");
  checked(H5Tset_cset(type, characters), "take a type");
  return type;
}

/// One value, or `count` of them.
void Hdf5FileWriter::write_value(hid_t object, const std::string& name, hid_t type,
                                 std::optional<hsize_t> count, const void* data) const {
  const std::string what = text("have the attribute '", name, "'");
  const Hdf5Id space = owned(count ? H5Screate_simple(1, &*count, nullptr) : H5Screate(H5S_SCALAR),
                             H5Sclose, what.c_str());
  const Hdf5Id attribute =
      owned(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
            what.c_str());
  if (!count || *count > 0) checked(H5Awrite(attribute, type, data), what.c_str());
}

void Hdf5FileWriter::write_list(hid_t object, const std::string& name,
                                const ConfigValue::List& list) const {
  const hsize_t count = list.size();
  if (list.empty()) return write_value(object, name, H5T_IEEE_F64LE, count, nullptr);
  if (list[0].is_string()) {  // bytes to h5py, which it calls ASCII whatever they are
    std::vector<const char*> texts;
    for (const ConfigValue& item : list) texts.push_back(c_text(item.as_string()));
    return write_value(object, name, string_type(H5T_CSET_ASCII), count, texts.data());
  }
  if (list[0].is_integer()) {
    std::vector<int64_t> integers;
    for (const ConfigValue& item : list) integers.push_back(item.as_integer());
    return write_value(object, name, H5T_STD_I64LE, count, integers.data());
  }
  std::vector<double> numbers;
  for (const ConfigValue& item : list) numbers.push_back(item.as_number());
  write_value(object, name, H5T_IEEE_F64LE, count, numbers.data());
}

void Hdf5FileWriter::write_attribute(hid_t object, const std::string& name,
                                     const ConfigValue& value) const {
  if (value.is_list()) return write_list(object, name, value.as_list());
  if (value.is_string()) {
    const char* all = c_text(value.as_string());
    return write_value(object, name, string_type(H5T_CSET_UTF8), {}, static_cast<void*>(&all));
  }
  if (value.is_bool()) {
    const auto one = static_cast<int8_t>(value.as_bool());
    return write_value(object, name, type_of(bool_), {}, &one);
  }
  if (value.is_integer()) {
    const int64_t one = value.as_integer();
    return write_value(object, name, H5T_STD_I64LE, {}, &one);
  }
  const double one = value.as_number();
  write_value(object, name, H5T_IEEE_F64LE, {}, &one);
}

void Hdf5FileWriter::write(const Hdf5Entry& entry) {
  place_ = entry.path;
  if (!entry.path.starts_with('/') || entry.path.find('\0') != std::string::npos) {
    throw_file_error(text(path_, ": '", entry.path,
                          "' is no path of an object: it begins with no /, or has a zero byte"));
  }
  if (text(entry.path, "/").find("/../") != std::string::npos) {  // "." names the group itself
    throw_file_error(text(path_, ": '", entry.path, "' is no path of an object: '..' is no name"));
  }
  if (entry.tensor) {
    make_group(entry.path.substr(0, entry.path.rfind('/')));
  } else {
    make_group(entry.path);
  }
  const Hdf5Id object =
      entry.tensor ? make_dataset(entry.path, *entry.tensor)
                   : owned(H5Oopen(file_, entry.path.c_str(), H5P_DEFAULT), H5Oclose, "be opened");
  if (entry.tensor && entry.tensor->dtype() == bfloat16)
    write_attribute(object, "dtype", "bfloat16");
  for (const auto& [name, value] : entry.attributes) write_attribute(object, name, value);
}

}  // namespace

uint64_t write_hdf5(AtomicFile& file, const std::vector<Hdf5Entry>& entries, uint64_t begin) {
  const Hdf5Session session;
  const Hdf5Driver driver(file, begin);
  Hdf5FileWriter writer(file.path(), driver);
  for (const Hdf5Entry& entry : entries) writer.write(entry);
  writer.close();
  driver.finish();
  return driver.size();
}

void write_hdf5(const std::string& path, const std::vector<Hdf5Entry>& entries) {
  AtomicFile file(path);
  write_hdf5(file, entries);
  file.commit();
}

}  // namespace keratin::saving
