/** The handover as a paper to print. */
import { apart, heading, NOTHING, paragraph, type Paper, type PaperBlock } from '../../kernel/paper.ts';
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

/** The handover as a paper; `local` writes an instant in the post's time. */
export function handoverPaper(handover: Handover, postName: string, local: (at: string) => string): Paper {
  const time = (at: string): string => `${local(at)} (${at})`;
  const section = (name: Section): PaperBlock[] => {
    const lines = handover.lines.filter((line) => line.section === name);
    const items = lines.map((line) => {
      const texts = [...new Set(Object.values(line.label))].join(' / ');
      const state = line.state === null ? '' : `, ${line.state}`;
      return `${apart(texts)}${state}${line.at === null ? '' : `, ${time(line.at)}`}`;
    });
    return [heading(TITLES[name]), { kind: 'checklist', items }];
  };
  const signed = (signature: Signature | null): string =>
    signature === null ? '______________________' : `${apart(signature.name)}, ${time(signature.at)}`;
  return {
    title: `Handover, ${postName}`,
    facts: [
      `End of the shift: ${time(handover.shiftEndsAt)}. Drafted ${time(handover.startedAt)} by ${handover.startedBy}.`,
    ],
    blocks: [
      ...SECTIONS.flatMap(section),
      heading('Remarks'),
      paragraph(handover.remarks || NOTHING),
      heading('Signatures'),
      paragraph(`Handing over: ${signed(handover.outgoing)}`),
      paragraph(`Taking over: ${signed(handover.incoming)}`),
      ...(handover.digest === null ? [] : [paragraph(`SHA-256 of the page in the log: ${handover.digest}`)]),
    ],
  };
}
