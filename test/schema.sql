-- The sum of migrations/, written by `npm run dump-schema`. Read it; do not edit or run it.

create table alarms (
  id text not null,
  post_id text not null,
  number bigint not null,
  open boolean not null,
  priority integer not null,
  zone_id text,
  device_id text,
  place text not null,
  kind text not null,
  raised_at timestamp with time zone not null,
  record jsonb not null,
  due_at timestamp with time zone,
  answered_s double precision,
  closed_at timestamp with time zone,
  lasted_class smallint,
  constraint alarms_pkey PRIMARY KEY (id),
  constraint alarms_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX alarms_due ON alarms USING btree (post_id, due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX alarms_kind ON alarms USING btree (post_id, kind, raised_at, id);
CREATE INDEX alarms_lasted ON alarms USING btree (post_id, lasted_class, raised_at) WHERE (lasted_class IS NOT NULL);
CREATE INDEX alarms_open ON alarms USING btree (post_id, priority, raised_at) WHERE open;
CREATE INDEX alarms_open_place ON alarms USING btree (post_id, place) WHERE open;
CREATE INDEX alarms_open_zone ON alarms USING btree (post_id, zone_id) WHERE open;
CREATE INDEX alarms_priority ON alarms USING btree (post_id, priority, raised_at, id);
CREATE INDEX alarms_raised ON alarms USING btree (post_id, raised_at, id);
CREATE INDEX alarms_zone ON alarms USING btree (post_id, zone_id, raised_at, id);

create table basemaps (
  post_id text not null,
  id text not null,
  record jsonb not null,
  constraint basemaps_pkey PRIMARY KEY (post_id),
  constraint basemaps_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);

create table camera_frames (
  id text not null,
  post_id text not null,
  camera_id text not null,
  alarm_id text,
  taken_at timestamp with time zone not null,
  sha256 text not null,
  type text not null,
  size integer not null,
  by_name text not null,
  bytes bytea not null,
  constraint camera_frames_pkey PRIMARY KEY (id),
  constraint camera_frames_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX camera_frames_alarm ON camera_frames USING btree (post_id, alarm_id) WHERE (alarm_id IS NOT NULL);
CREATE INDEX camera_frames_camera ON camera_frames USING btree (post_id, camera_id, taken_at);
CREATE INDEX camera_frames_taken ON camera_frames USING btree (post_id, taken_at);

create table camera_groups (
  id text not null,
  post_id text not null,
  name jsonb not null,
  grants jsonb default '[]'::jsonb not null,
  constraint camera_groups_pkey PRIMARY KEY (id),
  constraint camera_groups_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX camera_groups_post ON camera_groups USING btree (post_id, id);

create table cameras (
  id text not null,
  post_id text not null,
  group_id text not null,
  device_id text not null,
  record jsonb not null,
  password text default ''::text not null,
  constraint cameras_device_id_fkey FOREIGN KEY (device_id) REFERENCES devices(id),
  constraint cameras_group_id_fkey FOREIGN KEY (group_id) REFERENCES camera_groups(id),
  constraint cameras_pkey PRIMARY KEY (id),
  constraint cameras_post_id_device_id_key UNIQUE (post_id, device_id),
  constraint cameras_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);

create table command_receipts (
  post_id text not null,
  actor text not null,
  key text not null,
  command text not null,
  reply jsonb,
  at timestamp with time zone not null,
  constraint command_receipts_pkey PRIMARY KEY (post_id, actor, key)
);
CREATE INDEX command_receipts_at ON command_receipts USING btree (at);

create table counters (
  post_id text not null,
  name text not null,
  value bigint not null,
  constraint counters_pkey PRIMARY KEY (post_id, name)
);

create table devices (
  id text not null,
  post_id text not null,
  zone_id text,
  name jsonb not null,
  kind text not null,
  source text not null,
  point text not null,
  lat double precision,
  lon double precision,
  settings jsonb default '{}'::jsonb not null,
  constraint devices_pkey PRIMARY KEY (id),
  constraint devices_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id),
  constraint devices_post_id_source_point_key UNIQUE (post_id, source, point),
  constraint devices_zone_id_fkey FOREIGN KEY (zone_id) REFERENCES zones(id)
);

create table door_events (
  id text not null,
  post_id text not null,
  at timestamp with time zone not null,
  outcome text not null,
  door text not null,
  source text not null,
  credential text,
  who text,
  alarm_id text,
  record jsonb not null,
  constraint door_events_pkey PRIMARY KEY (id),
  constraint door_events_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX door_events_at ON door_events USING btree (post_id, at, id);
CREATE INDEX door_events_credential ON door_events USING btree (post_id, credential, at, id) WHERE (credential IS NOT NULL);
CREATE INDEX door_events_denied ON door_events USING btree (post_id, at, id) WHERE (outcome = 'denied'::text);
CREATE INDEX door_events_door ON door_events USING btree (post_id, door, at, id);
CREATE INDEX door_events_who ON door_events USING btree (post_id, lower(who), at, id) WHERE (who IS NOT NULL);

create table door_users (
  id text not null,
  post_id text not null,
  source text not null,
  credential text not null,
  name text not null,
  constraint door_users_pkey PRIMARY KEY (id),
  constraint door_users_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id),
  constraint door_users_post_id_source_credential_key UNIQUE (post_id, source, credential)
);

create table exercises (
  id text not null,
  post_id text not null,
  running boolean not null,
  due_at timestamp with time zone,
  record jsonb not null,
  constraint exercises_pkey PRIMARY KEY (id),
  constraint exercises_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX exercises_last ON exercises USING btree (post_id, id);
CREATE UNIQUE INDEX exercises_running ON exercises USING btree (post_id) WHERE running;

create table fix_requests (
  id text not null,
  post_id text not null,
  number bigint not null,
  open boolean not null,
  place text not null,
  record jsonb not null,
  constraint fix_requests_pkey PRIMARY KEY (id),
  constraint fix_requests_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX fix_requests_list ON fix_requests USING btree (post_id, open, number);
CREATE UNIQUE INDEX fix_requests_open ON fix_requests USING btree (post_id, place) WHERE open;

create table floor_images (
  floor_id text not null,
  post_id text not null,
  sha256 text not null,
  type text not null,
  bytes bytea not null,
  constraint floor_images_floor_id_fkey FOREIGN KEY (floor_id) REFERENCES floors(id) ON DELETE CASCADE,
  constraint floor_images_pkey PRIMARY KEY (floor_id),
  constraint floor_images_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);

create table floors (
  id text not null,
  post_id text not null,
  name jsonb not null,
  level integer not null,
  revision integer not null,
  objects jsonb default '[]'::jsonb not null,
  image jsonb,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  constraint floors_pkey PRIMARY KEY (id),
  constraint floors_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX floors_post ON floors USING btree (post_id, level, id);

create table footage_holds (
  id text not null,
  post_id text not null,
  until_at timestamp with time zone not null,
  released boolean default false not null,
  record jsonb not null,
  constraint footage_holds_pkey PRIMARY KEY (id),
  constraint footage_holds_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX footage_holds_post ON footage_holds USING btree (post_id, released, until_at);

create table handovers (
  id text not null,
  post_id text not null,
  state text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  record jsonb not null,
  constraint handovers_pkey PRIMARY KEY (id),
  constraint handovers_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE UNIQUE INDEX handovers_draft ON handovers USING btree (post_id) WHERE (state = 'draft'::text);
CREATE INDEX handovers_started ON handovers USING btree (post_id, started_at);

create table incident_alarms (
  post_id text not null,
  incident_id text not null,
  alarm_id text not null,
  open boolean not null,
  linked_at timestamp with time zone not null,
  constraint incident_alarms_alarm_id_fkey FOREIGN KEY (alarm_id) REFERENCES alarms(id),
  constraint incident_alarms_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint incident_alarms_pkey PRIMARY KEY (incident_id, alarm_id),
  constraint incident_alarms_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX incident_alarms_alarm ON incident_alarms USING btree (post_id, alarm_id);
CREATE UNIQUE INDEX incident_alarms_open ON incident_alarms USING btree (post_id, alarm_id) WHERE open;

create table incidents (
  id text not null,
  post_id text not null,
  number bigint not null,
  open boolean not null,
  opened_at timestamp with time zone not null,
  record jsonb not null,
  constraint incidents_pkey PRIMARY KEY (id),
  constraint incidents_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX incidents_list ON incidents USING btree (post_id, open, number);

create table ledger_bodies (
  post_id text not null,
  seq bigint not null,
  salt bytea not null,
  body text not null,
  constraint ledger_bodies_pkey PRIMARY KEY (post_id, seq)
);

create table ledger_checkpoints (
  post_id text not null,
  size bigint not null,
  root bytea not null,
  note text not null,
  at timestamp with time zone not null,
  constraint ledger_checkpoints_pkey PRIMARY KEY (post_id, size)
);

create table ledger_cursors (
  post_id text not null,
  follower text not null,
  seq bigint not null,
  constraint ledger_cursors_pkey PRIMARY KEY (post_id, follower)
);

create table ledger_entries (
  post_id text not null,
  seq bigint not null,
  at timestamp with time zone not null,
  kind text not null,
  actor text not null,
  subjects text[] not null,
  marking text not null,
  body_digest bytea not null,
  leaf_hash bytea not null,
  constraint ledger_entries_pkey PRIMARY KEY (post_id, seq)
);
CREATE INDEX ledger_entries_actor ON ledger_entries USING btree (post_id, actor, seq) WHERE (kind <> 'signal.received'::text);
CREATE INDEX ledger_entries_kind ON ledger_entries USING btree (post_id, kind, seq);
CREATE INDEX ledger_entries_thread ON ledger_entries USING btree (post_id, (subjects[1]), seq) WHERE (kind <> 'signal.received'::text);

create table ledger_heads (
  post_id text not null,
  size bigint not null,
  peaks bytea not null,
  last_at timestamp with time zone not null,
  constraint ledger_heads_pkey PRIMARY KEY (post_id),
  constraint ledger_heads_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);

create table log_corrections (
  post_id text not null,
  corrects bigint not null,
  seq bigint not null,
  constraint log_corrections_pkey PRIMARY KEY (post_id, corrects, seq)
);

create table log_words (
  post_id text not null,
  seq bigint not null,
  words text[] not null,
  plain text not null,
  constraint log_words_pkey PRIMARY KEY (post_id, seq)
);
CREATE INDEX log_words_words ON log_words USING gin (words) WITH (fastupdate=off);

create table machine_tokens (
  token_hash bytea not null,
  post_id text not null,
  id text not null,
  name text not null,
  created_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  constraint machine_tokens_pkey PRIMARY KEY (token_hash)
);

create table migrations (
  name text not null,
  sha256 text not null,
  at timestamp with time zone default now() not null,
  constraint migrations_pkey PRIMARY KEY (name)
);

create table one_time_codes (
  code_hash bytea not null,
  post_id text not null,
  purpose text not null,
  user_id text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint one_time_codes_pkey PRIMARY KEY (code_hash)
);

create table order_files (
  id text not null,
  post_id text not null,
  owner_id text not null,
  name text not null,
  type text not null,
  bytes integer not null,
  sha256 text not null,
  added_at timestamp with time zone not null,
  added_by text not null,
  constraint order_files_pkey PRIMARY KEY (id),
  constraint order_files_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX order_files_owner ON order_files USING btree (post_id, owner_id, id);

create table panels (
  id text not null,
  post_id text not null,
  account text not null,
  name text not null,
  keys jsonb default '[]'::jsonb not null,
  decimal_length boolean default false not null,
  window_past_s integer,
  window_future_s integer,
  window_applies text default 'encrypted'::text not null,
  supervision_s integer,
  enabled boolean default true not null,
  created_at timestamp with time zone not null,
  constraint panels_pkey PRIMARY KEY (id),
  constraint panels_post_id_account_key UNIQUE (post_id, account),
  constraint panels_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);

create table plan_features (
  id text not null,
  post_id text not null,
  kind text not null,
  name jsonb not null,
  shape jsonb not null,
  constraint plan_features_pkey PRIMARY KEY (id),
  constraint plan_features_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);

create table posts (
  id text not null,
  name jsonb not null,
  time_zone text not null,
  languages text[] not null,
  settings jsonb default '{}'::jsonb not null,
  demo boolean default false not null,
  constraint posts_pkey PRIMARY KEY (id)
);

create table responders (
  id text not null,
  post_id text not null,
  user_id text,
  record jsonb not null,
  constraint responders_pkey PRIMARY KEY (id),
  constraint responders_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);

create table sessions (
  token_hash bytea not null,
  post_id text not null,
  user_id text not null,
  seat text not null,
  shared boolean not null,
  phone boolean not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint sessions_pkey PRIMARY KEY (token_hash),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX sessions_user ON sessions USING btree (user_id);

create table signals (
  id text not null,
  post_id text not null,
  seq bigint not null,
  received_at timestamp with time zone not null,
  source text not null,
  fingerprint bytea not null,
  key text,
  repeat_of text,
  raw bytea not null,
  constraint signals_pkey PRIMARY KEY (id)
);
CREATE INDEX signals_key ON signals USING btree (post_id, source, key) WHERE (key IS NOT NULL);
CREATE INDEX signals_received ON signals USING btree (received_at);

create table siren_runs (
  id text not null,
  post_id text not null,
  due_at timestamp with time zone,
  record jsonb not null,
  constraint siren_runs_pkey PRIMARY KEY (id),
  constraint siren_runs_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX siren_runs_due ON siren_runs USING btree (post_id, due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX siren_runs_last ON siren_runs USING btree (post_id, id);

create table siren_settings (
  post_id text not null,
  record jsonb not null,
  secret text default ''::text not null,
  constraint siren_settings_pkey PRIMARY KEY (post_id),
  constraint siren_settings_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);

create table sop_reads (
  post_id text not null,
  sop_id text not null,
  version integer not null,
  user_id text not null,
  user_name text not null,
  signed_at timestamp with time zone not null,
  constraint sop_reads_pkey PRIMARY KEY (sop_id, version, user_id),
  constraint sop_reads_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id),
  constraint sop_reads_sop_id_version_fkey FOREIGN KEY (sop_id, version) REFERENCES sop_versions(sop_id, version)
);
CREATE INDEX sop_reads_user ON sop_reads USING btree (post_id, user_id);

create table sop_versions (
  post_id text not null,
  sop_id text not null,
  version integer not null,
  state text not null,
  revision integer not null,
  record jsonb not null,
  note text,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  constraint sop_versions_pkey PRIMARY KEY (sop_id, version),
  constraint sop_versions_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id),
  constraint sop_versions_sop_id_fkey FOREIGN KEY (sop_id) REFERENCES sops(id),
  constraint sop_versions_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'issued'::text, 'retired'::text])))
);
CREATE UNIQUE INDEX sop_versions_draft ON sop_versions USING btree (sop_id) WHERE (state = 'draft'::text);
CREATE UNIQUE INDEX sop_versions_issued ON sop_versions USING btree (sop_id) WHERE (state = 'issued'::text);
CREATE INDEX sop_versions_post ON sop_versions USING btree (post_id, state, sop_id);

create table sops (
  id text not null,
  post_id text not null,
  constraint sops_pkey PRIMARY KEY (id),
  constraint sops_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);

create table step_skips (
  id text not null,
  post_id text not null,
  record jsonb not null,
  seen boolean not null,
  constraint step_skips_pkey PRIMARY KEY (id),
  constraint step_skips_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX step_skips_unseen ON step_skips USING btree (post_id, id) WHERE (NOT seen);

create table tasks (
  id text not null,
  post_id text not null,
  number bigint not null,
  alarm_id text not null,
  responder_id text not null,
  open boolean not null,
  sent_at timestamp with time zone not null,
  record jsonb not null,
  constraint tasks_alarm_id_fkey FOREIGN KEY (alarm_id) REFERENCES alarms(id),
  constraint tasks_pkey PRIMARY KEY (id),
  constraint tasks_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id),
  constraint tasks_responder_id_fkey FOREIGN KEY (responder_id) REFERENCES responders(id)
);
CREATE INDEX tasks_alarm ON tasks USING btree (alarm_id);
CREATE INDEX tasks_open ON tasks USING btree (post_id) WHERE open;
CREATE INDEX tasks_responder ON tasks USING btree (responder_id, sent_at);

create table upkeep (
  id text not null,
  post_id text not null,
  state text not null,
  kind text not null,
  target text not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  due_at timestamp with time zone,
  record jsonb not null,
  constraint upkeep_pkey PRIMARY KEY (id),
  constraint upkeep_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX upkeep_ended ON upkeep USING btree (post_id, ends_at) WHERE (due_at IS NULL);
CREATE INDEX upkeep_open ON upkeep USING btree (post_id, due_at) WHERE (due_at IS NOT NULL);

create table users (
  id text not null,
  post_id text not null,
  name text not null,
  sign_in text not null,
  role text not null,
  language text default 'en'::text not null,
  call_sign text,
  password_hash text,
  pin_hash text,
  active boolean default true not null,
  created_at timestamp with time zone not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id),
  constraint users_post_id_sign_in_key UNIQUE (post_id, sign_in)
);

create table zones (
  id text not null,
  post_id text not null,
  name jsonb not null,
  area jsonb not null,
  settings jsonb default '{}'::jsonb not null,
  position integer default 0 not null,
  constraint zones_pkey PRIMARY KEY (id),
  constraint zones_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
