import { useLanguage, useNameIn } from '../../../ui/words.ts';
import type { Zone } from '../../site/model.ts';
import { changesBetween, type Change } from '../model-check.ts';
import type { SopStep, SopText } from '../model.ts';
import { languageName, useBoardWords } from './names.ts';
import { useWords } from './words.ts';

/** Everything that a step says, a line each. */
function useStepLines(): (step: SopStep) => readonly string[] {
  const say = useWords();
  return (step) => [
    say(`orders.step.${step.kind}`),
    ...Object.entries(step.text).map(([code, said]) => `${languageName(code)}: ${said}`),
    ...Object.entries(step.hint ?? {}).map(
      ([code, said]) => `${say('orders.hint')}, ${languageName(code)}: ${said}`,
    ),
    ...(step.choices ?? []).map((choice) => `${say('orders.choice')}: ${Object.values(choice).join(' / ')}`),
    ...(step.timerS === undefined ? [] : [say('orders.seconds', { n: step.timerS })]),
    ...(step.document === undefined ? [] : [`${say('orders.document')}: ${step.document.name}`]),
  ];
}

function useChangeWords(zones: readonly Zone[]) {
  const say = useWords();
  const name = useNameIn();
  const words = useBoardWords();
  const { language } = useLanguage();
  const list = new Intl.ListFormat(language, { type: 'unit', style: 'short' });
  return (change: Change): string => {
    switch (change.what) {
      case 'title':
        return say('orders.change.title', { from: name(change.from), to: name(change.to) });
      case 'kinds':
      case 'zones':
      case 'levels': {
        const named = (id: string) => {
          if (change.what === 'kinds') return words.kind(id);
          if (change.what === 'levels') return words.level(id);
          const zone = zones.find((each) => each.id === id);
          return zone === undefined ? say('orders.zoneGone') : name(zone.name);
        };
        const part = (ids: readonly string[]) => (ids.length === 0 ? '-' : list.format(ids.map(named)));
        return say(`orders.change.${change.what}`, { added: part(change.added), gone: part(change.gone) });
      }
      case 'step-added':
        return say('orders.change.stepAdded', { n: change.at + 1 });
      case 'step-gone':
        return say('orders.change.stepGone', { n: change.at + 1 });
      case 'step-changed':
        return say('orders.change.stepChanged', { n: change.at + 1 });
    }
  };
}

/** What went (struck through) and what came, of one step. */
function StepSides(props: { change: Change }) {
  const lines = useStepLines();
  const { change } = props;
  if (change.what === 'step-added' || change.what === 'step-gone') {
    const Side = change.what === 'step-added' ? 'ins' : 'del';
    return (
      <Side className={Side === 'ins' ? 'no-underline' : 'text-ink-3'}>
        {lines(change.step).map((line) => (
          <span key={line} className="block text-table">
            {line}
          </span>
        ))}
      </Side>
    );
  }
  if (change.what !== 'step-changed') return null;
  const [from, to] = [lines(change.from), lines(change.to)];
  return (
    <>
      {from
        .filter((line) => !to.includes(line))
        .map((line) => (
          <del key={line} className="block text-table text-ink-3">
            {line}
          </del>
        ))}
      {to
        .filter((line) => !from.includes(line))
        .map((line) => (
          <ins key={line} className="block text-table no-underline">
            {line}
          </ins>
        ))}
    </>
  );
}

/** What differs from one version to another. */
export function ChangesList(props: { from: SopText; to: SopText; zones: readonly Zone[]; label: string }) {
  const say = useWords();
  const words = useChangeWords(props.zones);
  const changes = changesBetween(props.from, props.to);
  return (
    <section aria-label={props.label} className="grid gap-2">
      <h3 className="m-0 text-label font-semibold text-ink-3">{props.label}</h3>
      {changes.length === 0 ? (
        <p className="m-0 text-body text-ink-2">{say('orders.noChange')}</p>
      ) : (
        <ul className="m-0 grid list-none gap-2 p-0">
          {changes.map((change) => (
            <li
              key={`${change.what} ${'at' in change ? change.at : ''}`}
              className="border-s-2 border-edge ps-3"
            >
              <span className="block text-body font-semibold">{words(change)}</span>
              <StepSides change={change} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
