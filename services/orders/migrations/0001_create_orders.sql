create table orders (
  id uuid primary key,
  owner text not null,                -- empty: open to whoever knows the id
  customer_name text not null,
  total_price integer not null check (total_price >= 0),
  line_count smallint not null,
  status smallint not null check (status between 1 and 4),
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  erased boolean not null default false
) with (fillfactor = 85);

create index orders_of_owner on orders (owner, id) where owner <> '';

create table order_lines (
  order_id uuid not null references orders,
  position smallint not null,
  sku text not null,
  name text not null,
  quantity integer not null check (quantity > 0),
  unit_price integer not null check (unit_price >= 0),
  primary key (order_id, position)
);

-- Digests of method, caller and key, and of the request; the answer is made of the order.
create table idempotency_keys (
  key bytea primary key,
  request bytea not null,
  order_id uuid not null,
  created_at timestamptz not null
);

create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Events whose effect is in this database.
create table applied_events (
  id text primary key,
  applied_at timestamptz not null default clock_timestamp()
);

create index applied_events_by_age on applied_events (applied_at);
