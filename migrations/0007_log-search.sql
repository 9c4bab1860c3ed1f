-- What a person can look for, made by the follower `search` from the ledger: words by our own rules, since no
-- collation or text-search configuration of Postgres cuts Korean and Arabic as people search them. Rows go when
-- a body is erased. The one index is over one column: plain GIN is what every Postgres offers.
create table log_words (
  post_id text not null,
  seq bigint not null,
  words text[] not null,
  -- The text as it was cut, to check what lies beside each other: pairs of letters alone do not say it.
  plain text not null,
  primary key (post_id, seq)
);
-- Without the pending list: a search never pays for what was written a moment ago.
create index log_words_words on log_words using gin (words) with (fastupdate = off);
alter table log_words alter column words set statistics 1000;

create table log_corrections (
  post_id text not null,
  -- The entry that is corrected, and the one that corrects it.
  corrects bigint not null,
  seq bigint not null,
  primary key (post_id, corrects, seq)
);

create table handovers (
  id text primary key,
  post_id text not null references posts(id),
  -- draft, signed or withdrawn; one draft at a time.
  state text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  record jsonb not null
);
create unique index handovers_draft on handovers (post_id) where state = 'draft';
create index handovers_started on handovers (post_id, started_at);
