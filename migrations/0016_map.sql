-- Floors that the office draws by itself. The drawing is saved as a whole under a revision.
create table floors (
  id text primary key,
  post_id text not null references posts(id),
  name jsonb not null,
  -- 0 is the ground; basements are negative.
  level int not null,
  revision int not null,
  objects jsonb not null default '[]',
  -- Where the plan's picture lies, or null: its bytes stand in floor_images.
  image jsonb,
  changed_at timestamptz not null,
  changed_by text not null
);
create index floors_post on floors (post_id, level, id);

create table floor_images (
  floor_id text primary key references floors(id) on delete cascade,
  post_id text not null references posts(id),
  sha256 text not null,
  type text not null,
  bytes bytea not null
);

-- The city map that an administrator loaded; the file lies in DATA_DIR/map.
create table basemaps (
  post_id text primary key references posts(id),
  id text not null,
  record jsonb not null
);
