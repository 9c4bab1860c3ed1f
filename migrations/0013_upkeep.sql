-- Times in which a device, zone or panel raises no alarms: maintenance, out of service, bypass.
create table upkeep (
  id text primary key,
  post_id text not null references posts(id),
  state text not null,
  kind text not null,
  target text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- When time next changes it: it begins, or it ends. Null once it is over.
  due_at timestamptz,
  record jsonb not null
);
create index upkeep_open on upkeep (post_id, due_at) where due_at is not null;
create index upkeep_ended on upkeep (post_id, ends_at) where due_at is null;

-- What somebody shall mend, and whether it is done.
create table fix_requests (
  id text primary key,
  post_id text not null references posts(id),
  number bigint not null,
  open boolean not null,
  place text not null,
  record jsonb not null
);
create unique index fix_requests_open on fix_requests (post_id, place) where open;
create index fix_requests_list on fix_requests (post_id, open, number);
