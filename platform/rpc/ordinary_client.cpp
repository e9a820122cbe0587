#include "platform/rpc/ordinary_client.hpp"

#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TSocket.h>

namespace plaza::rpc::loopback {

namespace thrift = apache::thrift;

struct OrdinaryClient::Impl {
  explicit Impl(std::uint16_t port)
      : transport(std::make_shared<thrift::transport::TFramedTransport>(
            std::make_shared<thrift::transport::TSocket>("127.0.0.1", port))),
        protocol(std::make_shared<thrift::protocol::TBinaryProtocol>(transport)),
        pharmacy(protocol),
        health(protocol) {
    transport->open();
  }
  std::shared_ptr<thrift::transport::TFramedTransport> transport;
  std::shared_ptr<thrift::protocol::TBinaryProtocol> protocol;
  pharmacy::wire::PharmacyServiceClient pharmacy;
  wire::HealthClient health;
};

OrdinaryClient::OrdinaryClient(std::uint16_t port) : impl_(std::make_unique<Impl>(port)) {}
OrdinaryClient::~OrdinaryClient() = default;

pharmacy::GetMany::Reply OrdinaryClient::get_many(const wire::RequestHeader& header,
                                                  const pharmacy::GetMany::Request& request) {
  pharmacy::GetMany::Reply reply;
  impl_->pharmacy.getMany(reply, header, request);
  return reply;
}

pharmacy::Search::Reply OrdinaryClient::search(const wire::RequestHeader& header,
                                               const pharmacy::Search::Request& request) {
  pharmacy::Search::Reply reply;
  impl_->pharmacy.search(reply, header, request);
  return reply;
}

pharmacy::GetFeed::Reply OrdinaryClient::get_feed(const wire::RequestHeader& header) {
  pharmacy::GetFeed::Reply reply;
  impl_->pharmacy.getFeed(reply, header, {});
  return reply;
}

health::Check::Reply OrdinaryClient::check() {
  health::Check::Reply reply;
  impl_->health.check(reply, {}, {});
  return reply;
}

}  // namespace plaza::rpc::loopback
