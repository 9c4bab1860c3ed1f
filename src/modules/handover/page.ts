/** The handover as a page to print: plain HTML without styles, so it prints in any browser and any century. */
import { escapeHtml as escape } from '../../kernel/html.ts';
import { SECTIONS, type Handover, type Section, type Signature } from './model.ts';

const TITLES: Readonly<Record<Section, string>> = {
  threat: 'Threat level',
  alarms: 'Open alarms',
  responders: 'Out on a task',
  sources: 'Silent sources',
  upkeep: 'In maintenance, out of service, bypassed (state and end)',
  frames: 'Refused frames',
  notes: 'Passed down',
  radio: 'Radio checks',
};

/** HTML of the page; `local` writes an instant in the post's time. */
export function handoverHtml(handover: Handover, postName: string, local: (at: string) => string): string {
  const time = (at: string): string => `${escape(local(at))} (${escape(at)})`;
  const section = (name: Section): string => {
    const lines = handover.lines.filter((line) => line.section === name);
    const items = lines.map((line) => {
      const texts = [...new Set(Object.values(line.label))].map(escape).join(' / ');
      const state = line.state === null ? '' : `, ${escape(line.state)}`;
      return `<li>[ ] ${texts}${state}${line.at === null ? '' : `, ${time(line.at)}`}</li>`;
    });
    return `<h2>${TITLES[name]}</h2>${items.length === 0 ? '<p>None.</p>' : `<ul>${items.join('')}</ul>`}`;
  };
  const signed = (signature: Signature | null): string =>
    signature === null ? '______________________' : `${escape(signature.name)}, ${time(signature.at)}`;
  const title = `Handover, ${escape(postName)}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>
<h1>${title}</h1>
<p>End of the shift: ${time(handover.shiftEndsAt)}. Drafted ${time(handover.startedAt)} by ${escape(handover.startedBy)}.</p>
${SECTIONS.map(section).join('\n')}
<h2>Remarks</h2><p>${escape(handover.remarks) || 'None.'}</p>
<h2>Signatures</h2><p>Handing over: ${signed(handover.outgoing)}</p><p>Taking over: ${signed(handover.incoming)}</p>
${handover.digest === null ? '' : `<p>SHA-256 of the page in the log: ${escape(handover.digest)}</p>`}
</body></html>`;
}
