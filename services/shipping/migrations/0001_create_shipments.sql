create table shipments (
  id uuid primary key,
  order_id uuid not null unique,      -- one shipment for every order
  owner text not null,                -- empty: open to whoever knows the id
  customer_name text not null,
  status smallint not null check (status between 1 and 5),
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  erased boolean not null default false
) with (fillfactor = 85);

create index shipments_of_owner on shipments (owner) where owner <> '';

-- What became of a shipment, by the version that it made.
create table shipment_events (
  shipment_id uuid not null,
  version bigint not null,
  status smallint not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  note text not null,
  primary key (shipment_id, version)
);

-- Digests of the subjects of persons who were erased: orders that they made before are shipped without their names.
create table erased_persons (
  person bytea primary key,
  erased_at timestamptz not null
);

-- Digests of method, caller and key, and of the request; the answer is made of the shipment at that version.
create table idempotency_keys (
  key bytea primary key,
  request bytea not null,
  shipment_id uuid not null,
  version bigint not null,
  created_at timestamptz not null
);

create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Events whose effect is in this database.
create table applied_events (
  id text primary key,
  applied_at timestamptz not null default clock_timestamp()
);

create index applied_events_by_age on applied_events (applied_at);
