create table alarms (
  id text primary key,
  post_id text not null references posts(id),
  number bigint not null,
  open boolean not null,
  priority int not null,
  zone_id text,
  device_id text,
  -- The device, or source and point where no device is registered: what a later signal joins.
  place text not null,
  kind text not null,
  raised_at timestamptz not null,
  record jsonb not null
);
create index alarms_raised on alarms (post_id, raised_at, id);
create index alarms_open on alarms (post_id, priority, raised_at) where open;
create index alarms_open_zone on alarms (post_id, zone_id) where open;
create index alarms_open_place on alarms (post_id, place) where open;
create index alarms_zone on alarms (post_id, zone_id, raised_at, id);
create index alarms_priority on alarms (post_id, priority, raised_at, id);
create index alarms_kind on alarms (post_id, kind, raised_at, id);

create table sops (
  id text primary key,
  post_id text not null references posts(id),
  version int not null,
  kinds text[] not null,
  record jsonb not null
);

create table responders (
  id text primary key,
  post_id text not null references posts(id),
  user_id text,
  record jsonb not null
);

create table tasks (
  id text primary key,
  post_id text not null references posts(id),
  number bigint not null,
  alarm_id text not null references alarms(id),
  responder_id text not null references responders(id),
  open boolean not null,
  sent_at timestamptz not null,
  record jsonb not null
);
create index tasks_alarm on tasks (alarm_id);
create index tasks_responder on tasks (responder_id, sent_at);
create index tasks_open on tasks (post_id) where open;
