// What every Thrift call of the fleet carries and how it fails. Fields are only ever added.
namespace cpp plaza.wire

// Travels as the first argument of every call.
struct RequestHeader {
  // Time left for the answer when the call was sent, in milliseconds. A spent one is refused before any work.
  1: optional i64 timeoutMs
  // W3C Trace Context of the caller's span.
  2: optional string traceparent
  // What a person can quote; the same through all processes.
  3: optional string requestId
  // Who asks; absent for an anonymous caller.
  4: optional string subject
  5: optional list<string> scopes
}

struct FieldFault {
  1: string pointer
  2: string detail
}

// Every failure: a canonical gRPC code, a sentence, and a fixed word for machines where the code is too coarse.
exception Fault {
  1: i32 code
  2: string message
  3: optional string reason
  4: optional list<FieldFault> fields
  5: optional i64 retryAfterMs
}

enum ServingStatus {
  SERVING = 1
  // Calls are still answered, but new ones should go elsewhere: the process is about to stop.
  DRAINING = 2
  // Not ready: it has nothing to answer from yet.
  NOT_SERVING = 3
}

struct HealthRequest {
}

struct HealthReply {
  1: ServingStatus status
  // The service's name ("pharmacy").
  2: string name
}

// The twin of grpc.health.v1 that every Thrift service of the fleet answers on its own port.
service Health {
  HealthReply check(1: RequestHeader header, 2: HealthRequest request) throws (1: Fault fault)
}
