import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { EmptyState, ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { Select } from '../../../ui/select.tsx';
import { TERM_PACKS, type Post, type TermPack } from '../../site/model.ts';
import { useSetupCalls } from './calls.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

/** What the office calls itself and its people. */
function TermsField(props: { value: TermPack; onChange: (terms: TermPack) => void }) {
  const say = useWords();
  return (
    <Field label={say('setup.post.terms')} hint={say('setup.termsHint')}>
      <Select
        value={props.value}
        onChange={props.onChange}
        options={TERM_PACKS.map((pack) => ({ value: pack, label: say(`setup.terms.${pack}`) }))}
      />
    </Field>
  );
}

function PostForm(props: { post: Post; onSaved: () => void }) {
  const { post } = props;
  const say = useWords();
  const calls = useSetupCalls();
  const [typed, setTyped] = useState({
    name: post.name.en,
    timeZone: post.timeZone,
    languages: post.languages.join(' '),
    radioChannel: post.settings.radioChannel ?? '',
    watchPhone: post.settings.watchPhone ?? '',
  });
  const [terms, setTerms] = useState<TermPack>(post.settings.terms ?? TERM_PACKS[0]);
  const [saved, setSaved] = useState(false);
  const command = useCommand(() => {
    setSaved(true);
    props.onSaved();
  });
  const save = (event: FormEvent) => {
    event.preventDefault();
    setSaved(false);
    const languages = typed.languages.split(/[\s,]+/).filter((each) => each !== '');
    const kept = Object.entries(post.name).filter(([language]) => languages.includes(language));
    void command.run('save', () =>
      calls.savePost({
        name: { ...Object.fromEntries(kept), en: typed.name.trim() },
        timeZone: typed.timeZone.trim(),
        languages,
        radioChannel: typed.radioChannel.trim() === '' ? null : typed.radioChannel.trim(),
        watchPhone: typed.watchPhone.trim() === '' ? null : typed.watchPhone.trim(),
        terms,
      }),
    );
  };
  const field = (key: keyof typeof typed, needed: boolean, hint?: string) => (
    <Field label={say(`setup.post.${key}`)} optional={!needed} {...(hint === undefined ? {} : { hint })}>
      <TextInput
        required={needed}
        maxLength={60}
        autoComplete="off"
        value={typed[key]}
        onChange={(event) => setTyped((before) => ({ ...before, [key]: event.target.value }))}
      />
    </Field>
  );
  return (
    <form className="grid max-w-[560px] gap-4" onSubmit={save}>
      {field('name', true)}
      {field('timeZone', true, say('setup.timeZoneHint'))}
      {field('languages', true, say('setup.languagesHint'))}
      {field('radioChannel', false)}
      {field('watchPhone', false)}
      <TermsField value={terms} onChange={setTerms} />
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      {saved && <Notice tone="done">{say('setup.postSaved')}</Notice>}
      <Button type="submit" kind="primary" size="large" busy={command.busy !== null}>
        {say('setup.save')}
      </Button>
    </form>
  );
}

/** Name, time zone, languages, radio channel and watch phone of the post. */
export function PostScreen() {
  const say = useWords();
  const calls = useSetupCalls();
  const cache = useQueryClient();
  const post = useQuery({ queryKey: ['post'], queryFn: calls.post });
  if (!calls.may('site.change')) return <EmptyState title={say('setup.mayNot')} />;
  if (post.error !== null) return <ErrorState title={say('setup.failed')} todo={post.error.message} />;
  if (post.data === undefined) return <LoadingState />;
  return <PostForm post={post.data} onSaved={() => void cache.invalidateQueries()} />;
}
