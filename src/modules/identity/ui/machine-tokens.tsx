import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { useLiveState } from '../../../ui/live.ts';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { Table } from '../../../ui/table.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import { useCommand } from '../../../ui/use-command.ts';
import { useIdentityCalls } from './calls.ts';
import { useWords } from './words.ts';

/** Tokens for machines that send signals over HTTP. A token is shown once; two presses revoke it. */
export function MachineTokens() {
  const say = useWords();
  const calls = useIdentityCalls();
  const cache = useQueryClient();
  const { live } = useLiveState();
  const [name, setName] = useState('');
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const { busy, problem, run } = useCommand(() => cache.invalidateQueries({ queryKey: ['tokens'] }));
  const query = useQuery({ queryKey: ['tokens'], queryFn: calls.tokens });
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    void run('add', async () => {
      setMade(await calls.addToken(name.trim()));
      setName('');
    });
  };
  const revoke = (id: string) =>
    void run('revoke', async () => {
      await calls.revokeToken(id);
      setAsked(null);
    });
  return (
    <div className="grid gap-2">
      <h2 className="m-0 text-bar font-bold">{say('identity.tokens')}</h2>
      <p className="m-0 text-body text-ink-2">{say('identity.tokensWords')}</p>
      <form className="flex flex-wrap items-end gap-2" onSubmit={add}>
        <Field label={say('identity.tokenName')} className="min-w-[240px]">
          <TextInput
            maxLength={80}
            value={name}
            disabled={!live}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Button type="submit" busy={busy !== null} disabled={!live || name.trim() === ''}>
          {say('identity.makeToken')}
        </Button>
      </form>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      {made !== null && (
        <Notice
          tone="done"
          action={
            <Button size="small" onClick={() => setMade(null)}>
              {say('identity.tokenKept')}
            </Button>
          }
        >
          {say('identity.tokenOnce', { name: made.name })}
          <span className="block font-mono break-all select-all">{made.token}</span>
        </Notice>
      )}
      {query.data === undefined && query.error === null && <LoadingState />}
      {query.data === undefined && query.error !== null && (
        <ErrorState
          title={say('identity.tokensFailed')}
          todo={query.error.message}
          action={<Button onClick={() => void query.refetch()}>{say('identity.tryAgain')}</Button>}
        />
      )}
      {query.data !== undefined && query.data.length === 0 && (
        <p className="m-0 text-body text-ink-3">{say('identity.noTokens')}</p>
      )}
      {query.data !== undefined && query.data.length > 0 && (
        <Table
          caption={say('identity.tokens')}
          captionHidden
          columns={[
            { key: 'name', label: say('identity.tokenName') },
            { key: 'made', label: say('identity.tokenMade') },
            { key: 'state', label: say('identity.tokenState') },
          ]}
          rows={query.data.map((token) => ({
            key: token.id,
            cells: [
              token.name,
              <LocalTime key="made" atMs={Date.parse(token.createdAt)} form="both" />,
              token.revokedAt !== null ? (
                say('identity.revoked')
              ) : (
                <Button
                  key="revoke"
                  size="small"
                  disabled={!live || busy !== null}
                  aria-label={say(asked === token.id ? 'identity.revokeSure' : 'identity.revokeOne', {
                    name: token.name,
                  })}
                  onClick={() => (asked === token.id ? revoke(token.id) : setAsked(token.id))}
                >
                  {asked === token.id
                    ? say('identity.revokeSure', { name: token.name })
                    : say('identity.revoke')}
                </Button>
              ),
            ],
          }))}
        />
      )}
    </div>
  );
}
