import { csvLine } from '../../algo/csv.ts';
import type { ImportKind } from './model.ts';
import { columnsOf } from './plan.ts';

const EXAMPLES: Readonly<Record<ImportKind, readonly Readonly<Record<string, string>>[]>> = {
  zones: [
    {
      name_en: 'Consular hall',
      name_ko: '영사 민원실',
      join_within_s: '60',
      priorities: 'intrusion=1 door-forced=1',
      area: '37.5665 126.9780 | 37.5667 126.9780 | 37.5667 126.9784 | 37.5665 126.9784',
    },
    { name_en: 'Car park', name_ko: '주차장', note_only: 'door-open opening closing' },
  ],
  devices: [
    {
      source: 'dc09:1234',
      point: '7',
      kind: 'duress-button',
      name_en: 'Duress, window 3',
      name_ko: '3번 창구 비상벨',
      zone: 'Consular hall',
      lat: '37.5666',
      lon: '126.9782',
    },
    { source: 'mqtt:zigbee2mqtt/Car park gate', kind: 'contact', name_en: 'Car park gate', zone: 'Car park' },
  ],
  people: [
    { sign_in: 'kim.m', name: 'Kim Min-ji', role: 'watch-officer', language: 'ko' },
    { sign_in: 'velez', name: 'Aaron Velez', role: 'guard', language: 'en', call_sign: 'Rover 1' },
  ],
};

/** A file to fill in, with example rows; it begins with a byte order mark so that spreadsheets read UTF-8. */
export function templateOf(kind: ImportKind, languages: readonly string[]): string {
  const columns = columnsOf(languages)[kind].map((column) => column.name);
  const lines = [columns, ...EXAMPLES[kind].map((example) => columns.map((column) => example[column] ?? ''))];
  return `\ufeff${lines.map((line) => `${csvLine(line)}\r\n`).join('')}`;
}
