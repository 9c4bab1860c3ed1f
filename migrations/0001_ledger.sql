-- The spine: one append-only log per post. The hash of an entry covers its header and a salted digest of
-- its body; bodies stand apart so that a lawful erasure removes text and breaks no proof.
create table posts (
  id text primary key,
  name jsonb not null,
  time_zone text not null,
  languages text[] not null,
  settings jsonb not null default '{}',
  demo boolean not null default false
);

create table ledger_heads (
  post_id text primary key references posts(id),
  size bigint not null,
  peaks bytea not null,
  last_at timestamptz not null
);

create table ledger_entries (
  post_id text not null,
  seq bigint not null,
  at timestamptz not null,
  kind text not null,
  actor text not null,
  subjects text[] not null,
  marking text not null,
  body_digest bytea not null,
  leaf_hash bytea not null,
  primary key (post_id, seq)
);
create index ledger_entries_kind on ledger_entries (post_id, kind, seq);
-- The thread is the first subject: the alarm, task or person whose story the entry belongs to.
create index ledger_entries_thread on ledger_entries (post_id, (subjects[1]), seq) where kind <> 'signal.received';
create index ledger_entries_actor on ledger_entries (post_id, actor, seq) where kind <> 'signal.received';

create table ledger_bodies (
  post_id text not null,
  seq bigint not null,
  salt bytea not null,
  body text not null,
  primary key (post_id, seq)
);

create table ledger_checkpoints (
  post_id text not null,
  size bigint not null,
  root bytea not null,
  note text not null,
  at timestamptz not null,
  primary key (post_id, size)
);

create table ledger_cursors (
  post_id text not null,
  follower text not null,
  seq bigint not null,
  primary key (post_id, follower)
);

-- One row per command that carried an idempotency key: the answer it got, to be given again.
create table command_receipts (
  post_id text not null,
  actor text not null,
  key text not null,
  command text not null,
  reply jsonb,
  at timestamptz not null,
  primary key (post_id, actor, key)
);
create index command_receipts_at on command_receipts (at);

create table counters (
  post_id text not null,
  name text not null,
  value bigint not null,
  primary key (post_id, name)
);
