create table panels (
  id text primary key,
  post_id text not null references posts(id),
  account text not null,
  name text not null,
  keys jsonb not null default '[]',
  decimal_length boolean not null default false,
  window_past_s int,
  window_future_s int,
  window_applies text not null default 'encrypted',
  supervision_s int,
  enabled boolean not null default true,
  created_at timestamptz not null,
  unique (post_id, account)
);

create table devices (
  id text primary key,
  post_id text not null references posts(id),
  zone_id text references zones(id),
  name jsonb not null,
  kind text not null,
  source text not null,
  point text not null,
  lat double precision,
  lon double precision,
  settings jsonb not null default '{}',
  unique (post_id, source, point)
);

-- What came in, byte for byte. The decoded fields stand in the ledger entry of the same signal.
create table signals (
  id text primary key,
  post_id text not null,
  seq bigint not null,
  received_at timestamptz not null,
  source text not null,
  fingerprint bytea not null,
  key text,
  repeat_of text,
  raw bytea not null
);
create index signals_received on signals (received_at);
create index signals_key on signals (post_id, source, key) where key is not null;
