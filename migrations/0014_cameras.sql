-- Cameras, who may do what with them, the frames kept of them, and holds on footage.
create table camera_groups (
  id text primary key,
  post_id text not null references posts(id),
  name jsonb not null,
  grants jsonb not null default '[]'
);
create index camera_groups_post on camera_groups (post_id, id);

create table cameras (
  id text primary key,
  post_id text not null references posts(id),
  group_id text not null references camera_groups(id),
  device_id text not null references devices(id),
  record jsonb not null,
  -- Never in a reply and never in the log.
  password text not null default '',
  unique (post_id, device_id)
);

create table camera_frames (
  id text primary key,
  post_id text not null references posts(id),
  -- Outlives its camera.
  camera_id text not null,
  alarm_id text,
  taken_at timestamptz not null,
  sha256 text not null,
  type text not null,
  size int not null,
  by_name text not null,
  bytes bytea not null
);
alter table camera_frames alter column bytes set storage external;
create index camera_frames_camera on camera_frames (post_id, camera_id, taken_at);
create index camera_frames_alarm on camera_frames (post_id, alarm_id) where alarm_id is not null;
create index camera_frames_taken on camera_frames (post_id, taken_at);

create table footage_holds (
  id text primary key,
  post_id text not null references posts(id),
  until_at timestamptz not null,
  released boolean not null default false,
  record jsonb not null
);
create index footage_holds_post on footage_holds (post_id, released, until_at);
