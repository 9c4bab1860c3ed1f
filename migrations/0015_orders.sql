-- Standing orders in numbered versions: an edit never changes what a running alarm was opened with.
create table sop_versions (
  post_id text not null references posts(id),
  sop_id text not null references sops(id),
  version int not null,
  state text not null check (state in ('draft', 'issued', 'retired')),
  -- Rises with every save of a draft: a save names the revision it was made on.
  revision int not null,
  record jsonb not null,
  -- What changed against the version before, in the words of who issued it.
  note text,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (sop_id, version)
);
create unique index sop_versions_issued on sop_versions (sop_id) where state = 'issued';
create unique index sop_versions_draft on sop_versions (sop_id) where state = 'draft';
create index sop_versions_post on sop_versions (post_id, state, sop_id);

insert into sop_versions (post_id, sop_id, version, state, revision, record, note, changed_at, changed_by)
  select post_id, id, version, 'issued', 1, record, null, (record->>'issuedAt')::timestamptz, '' from sops;
alter table sops drop column version, drop column kinds, drop column record;

-- Who has read and signed which version.
create table sop_reads (
  post_id text not null references posts(id),
  sop_id text not null,
  version int not null,
  user_id text not null,
  user_name text not null,
  signed_at timestamptz not null,
  primary key (sop_id, version, user_id),
  foreign key (sop_id, version) references sop_versions (sop_id, version)
);
create index sop_reads_user on sop_reads (post_id, user_id);

-- Documents of orders and pictures of alarms; the bytes lie in DATA_DIR/orders, named by their SHA-256.
create table order_files (
  id text primary key,
  post_id text not null references posts(id),
  -- The order or the alarm that it belongs to.
  owner_id text not null,
  name text not null,
  type text not null,
  bytes int not null,
  sha256 text not null,
  added_at timestamptz not null,
  added_by text not null
);
create index order_files_owner on order_files (post_id, owner_id, id);

-- Steps that somebody left out, until a supervisor has seen it.
create table step_skips (
  id text primary key,
  post_id text not null references posts(id),
  record jsonb not null,
  seen boolean not null
);
create index step_skips_unseen on step_skips (post_id, id) where not seen;
