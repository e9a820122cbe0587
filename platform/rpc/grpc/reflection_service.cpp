#include "platform/rpc/grpc/reflection_service.hpp"

#include <set>

#include <fmt/format.h>
#include <google/protobuf/descriptor.pb.h>

#include "platform/rpc/grpc/server_state.hpp"

#include "grpc/reflection/v1/reflection.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"

namespace plaza::rpc {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

// The file, and those that it imports before it.
void add_files(const FileDescriptor& file, std::set<const FileDescriptor*>& seen,
               google::protobuf::RepeatedPtrField<std::string>& out) {
  if (!seen.insert(&file).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) add_files(*file.dependency(i), seen, out);
  google::protobuf::FileDescriptorProto proto;
  file.CopyTo(&proto);
  *out.Add() = proto.SerializeAsString();
}

// Both versions have the same messages under other names.
template <class Request, class Response>
class Reflection final : public Conversation {
 public:
  Reflection(const GrpcServerState& state, ConversationWriter writer) : state_(&state), writer_(std::move(writer)) {}

  void message(std::span<const std::uint8_t> bytes) override {
    Request request;
    if (!parse_message(request, bytes)) {
      return writer_.finish(fail(Code::invalid_argument, "the request is not a message of its type"));
    }
    Response response;
    response.set_valid_host(request.host());
    *response.mutable_original_request() = request;
    answer(request, response);
    writer_.send(response);
  }
  void ended() override { writer_.finish({}); }

 private:
  void answer(const Request& request, Response& response) const {
    const auto* pool = DescriptorPool::generated_pool();
    switch (request.message_request_case()) {
      case Request::kListServices:
        for (const auto& service : state_->services) {
          response.mutable_list_services_response()->add_service()->set_name(service);
        }
        return;
      case Request::kFileByFilename:
        return give(pool->FindFileByName(request.file_by_filename()), request.file_by_filename(), response);
      case Request::kFileContainingSymbol:
        return give(pool->FindFileContainingSymbol(request.file_containing_symbol()), request.file_containing_symbol(),
                    response);
      case Request::kFileContainingExtension: {
        const auto& asked = request.file_containing_extension();
        const auto* type = pool->FindMessageTypeByName(asked.containing_type());
        const auto* field = type ? pool->FindExtensionByNumber(type, asked.extension_number()) : nullptr;
        return give(field ? field->file() : nullptr, asked.containing_type(), response);
      }
      case Request::kAllExtensionNumbersOfType:
        return give_extensions(request.all_extension_numbers_of_type(), response);
      default:
        return refuse(Code::invalid_argument, "the request asks for nothing", response);
    }
  }

  static void give(const FileDescriptor* file, const std::string& name, Response& response) {
    if (file == nullptr) return refuse(Code::not_found, fmt::format("there is no {}", name), response);
    std::set<const FileDescriptor*> seen;
    add_files(*file, seen, *response.mutable_file_descriptor_response()->mutable_file_descriptor_proto());
  }

  static void give_extensions(const std::string& name, Response& response) {
    const auto* pool = DescriptorPool::generated_pool();
    const auto* type = pool->FindMessageTypeByName(name);
    if (type == nullptr) return refuse(Code::not_found, fmt::format("there is no {}", name), response);
    std::vector<const FieldDescriptor*> fields;
    pool->FindAllExtensions(type, &fields);
    auto& numbers = *response.mutable_all_extension_numbers_response();
    numbers.set_base_type_name(name);
    for (const auto* field : fields) numbers.add_extension_number(field->number());
  }

  static void refuse(Code code, const std::string& message, Response& response) {
    response.mutable_error_response()->set_error_code(static_cast<int>(code));
    response.mutable_error_response()->set_error_message(message);
  }

  const GrpcServerState* state_;  // the connection holds it, and this
  ConversationWriter writer_;
};

template <class Request, class Response>
void add_version(GrpcServerState& state, std::string service) {
  state.conversations.emplace(fmt::format("/{}/ServerReflectionInfo", service),
                              [&state](ConversationWriter writer, const std::shared_ptr<GrpcServerConnection>&) {
                                return std::make_shared<Reflection<Request, Response>>(state, std::move(writer));
                              });
  state.services.insert(std::move(service));
}

}  // namespace

void add_reflection(GrpcServerState& state) {
  namespace v1 = grpc::reflection::v1;
  namespace v1alpha = grpc::reflection::v1alpha;
  add_version<v1::ServerReflectionRequest, v1::ServerReflectionResponse>(state, "grpc.reflection.v1.ServerReflection");
  add_version<v1alpha::ServerReflectionRequest, v1alpha::ServerReflectionResponse>(
      state, "grpc.reflection.v1alpha.ServerReflection");
}

}  // namespace plaza::rpc
