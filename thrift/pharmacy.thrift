// The mask map: pharmacies, their stock of masks, and the feed it comes from. Fields are only ever added.
include "common.thrift"

namespace cpp plaza.pharmacy.wire

struct Position {
  // Degrees, WGS 84.
  1: double latitude
  2: double longitude
}

enum MaskKind {
  ADULT = 1
  CHILD = 2
}

struct MaskStock {
  1: i32 adult
  2: i32 child
  // The source's own time of these figures, milliseconds since 1970 UTC.
  3: i64 updatedAtMs
  // The feed cannot be had at present: the figures may be older than they look.
  4: bool stale
}

struct Pharmacy {
  // 10 characters; text, not a number.
  1: string id
  2: string name
  3: optional string phone
  4: string address
  // Absent for the one in seven whose coordinates nobody knows.
  5: optional Position position
  // 21 characters, N open and Y closed: Monday to Sunday mornings, afternoons, evenings. Absent: unknown.
  6: optional string openPeriods
  // Absent when the periods are unknown.
  7: optional bool openNow
  // From SearchRequest.near, in metres; absent without it.
  8: optional double distanceMetres
  // Absent before the first feed.
  9: optional MaskStock mask
}

struct Box {
  1: double south
  2: double west
  3: double north
  // Smaller than west: the box crosses the antimeridian (RFC 7946, 5.2).
  4: double east
}

struct SearchRequest {
  // With it, nearest first, and only pharmacies with a position; without it, by id.
  1: optional Position near
  2: optional Box within
  // Needs `near`.
  3: optional double radiusMetres
  // Only those with at least one of these masks.
  4: optional MaskKind inStock
  // Only those known to be open at that time, milliseconds since 1970 UTC.
  5: optional i64 openAtMs
  // Part of a name or address; full-width and half-width digits, 台 and 臺, and blanks make no difference.
  6: optional string query
  // 1 to 100.
  7: i32 first = 20
  // `nextCursor` of the page before, of the same search.
  8: optional string after
}

struct SearchReply {
  1: list<Pharmacy> pharmacies
  // Absent on the last page.
  2: optional string nextCursor
}

struct GetManyRequest {
  // At most 100.
  1: list<string> ids
}

struct GetManyReply {
  // In the order of the ids; those unknown are left out.
  1: list<Pharmacy> pharmacies
}

struct GetMapRequest {
  // The version that the caller has already.
  1: optional string knownVersion
}

struct GetMapReply {
  1: string version
  // The document as UTF-8 JSON; absent when the caller has it already.
  2: optional binary document
}

struct GetFeedRequest {
}

struct Feed {
  // URL or path, without credentials.
  1: string source
  // When the source was last read with success (or found unchanged); absent before the first time.
  2: optional i64 syncedAtMs
  // The source's time of the snapshot that is served.
  3: optional i64 updatedAtMs
  // Rows of that snapshot that are served, and those that could not be read.
  4: i32 rows
  5: i32 rejectedRows
  // Age of the figures: now less updatedAt.
  6: optional i64 ageSeconds
  // The last sync failed, or the last success is too long ago.
  7: bool stale
}

service PharmacyService {
  SearchReply search(1: common.RequestHeader header, 2: SearchRequest request) throws (1: common.Fault fault)
  // Many pharmacies by id in one call.
  GetManyReply getMany(1: common.RequestHeader header, 2: GetManyRequest request) throws (1: common.Fault fault)
  // The whole map as one compact document per snapshot.
  GetMapReply getMap(1: common.RequestHeader header, 2: GetMapRequest request) throws (1: common.Fault fault)
  Feed getFeed(1: common.RequestHeader header, 2: GetFeedRequest request) throws (1: common.Fault fault)
}
