import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../../ui/button.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { testSound } from '../../../ui/sound.ts';
import { LoadingState, Notice } from '../../../ui/states.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import { useCommand } from '../../../ui/use-command.ts';
import type { SetupStep } from '../model.ts';
import { useSetupCalls } from './calls.ts';
import { useWords } from './words.ts';

/** Where each step is done. */
const WHERE: Readonly<Record<SetupStep, string>> = {
  post: '/set-up/post',
  zones: '/set-up/site',
  people: '/set-up/people',
  sources: '/set-up/site',
  sops: '/set-up/my-post',
  phones: '/set-up/people',
  'first-alarm': '/set-up/site',
};

function Cards() {
  const say = useWords();
  const calls = useSetupCalls();
  const { language } = useLanguage();
  const cache = useQueryClient();
  const cards = useQuery({ queryKey: ['sop-templates'], queryFn: calls.templates });
  const command = useCommand(() => {
    void cache.invalidateQueries({ queryKey: ['sop-templates'] });
    void cache.invalidateQueries({ queryKey: ['setup-steps'] });
  });
  const missing = (cards.data ?? []).filter((card) => !card.adopted);
  return (
    <section className="grid gap-2" aria-labelledby="setup-cards">
      <h2 id="setup-cards" className="m-0 text-bar font-bold">
        {say('setup.cards')}
      </h2>
      <p className="m-0 text-body text-ink-2">{say('setup.cardsHint')}</p>
      {cards.error !== null && <Notice tone="problem">{cards.error.message}</Notice>}
      <ul className="m-0 grid list-none gap-1 p-0">
        {(cards.data ?? []).map((card) => (
          <li key={card.id} className="flex min-h-control items-center gap-3 border-b border-line py-1">
            <span className="flex-1">{nameIn(card.title, language)}</span>
            {card.adopted ? (
              <Chip>{say('setup.adopted')}</Chip>
            ) : (
              <Button
                size="small"
                disabled={command.busy !== null}
                aria-label={say('setup.adoptCard', { name: nameIn(card.title, language) })}
                onClick={() => void command.run('adopt', () => calls.adopt([card.id]))}
              >
                {say('setup.adopt')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      {missing.length > 1 && (
        <div>
          <Button
            busy={command.busy !== null}
            onClick={() => void command.run('adopt', () => calls.adopt(missing.map((card) => card.id)))}
          >
            {say('setup.adoptAll', { n: missing.length })}
          </Button>
        </div>
      )}
    </section>
  );
}

/** The seven steps of a post of one's own: what is done, and where to go on. Each can wait. */
export function MyPost(props: { goTo: (path: string) => void }) {
  const say = useWords();
  const calls = useSetupCalls();
  const cache = useQueryClient();
  const steps = useQuery({ queryKey: ['setup-steps'], queryFn: calls.steps, staleTime: 0 });
  const command = useCommand(() => void cache.invalidateQueries({ queryKey: ['setup-steps'] }));
  if (steps.data === undefined && steps.error === null) return <LoadingState />;
  return (
    <div className="grid content-start gap-6">
      {steps.error !== null && <Notice tone="problem">{steps.error.message}</Notice>}
      <ol aria-label={say('setup.steps')} className="m-0 grid list-none gap-1 p-0">
        {(steps.data ?? []).map((each, index) => (
          <li key={each.step} className="flex flex-wrap items-center gap-3 border-b border-line py-2">
            <span className="w-6 font-mono text-ink-2">{index + 1}</span>
            <a
              href={WHERE[each.step]}
              className="min-w-40 flex-1 text-body font-semibold text-ink-1"
              onClick={(event) => {
                event.preventDefault();
                props.goTo(WHERE[each.step]);
              }}
            >
              {say(`setup.step.${each.step}`)}
            </a>
            <span className={each.done ? 'font-semibold text-ok' : 'text-ink-2'}>
              {each.done ? say('setup.done') : say('setup.open')}
            </span>
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void testSound()}>{say('setup.playSound')}</Button>
        <Button busy={command.busy !== null} onClick={() => void command.run('sound', calls.soundTested)}>
          {say('setup.soundHeard')}
        </Button>
      </div>
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      {calls.may('site.change') && <Cards />}
    </div>
  );
}
