import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine, parseCsv } from './csv.ts';

const cells = (file: string) => parseCsv(file).rows.map((row) => row.cells);

test('commas, quotes, doubled quotes and line breaks inside quotes are read as RFC 4180 says', () => {
  expect(cells('a,b\r\n"1,5","say ""hi""\r\nthen go"\r\n')).toEqual([
    ['a', 'b'],
    ['1,5', 'say "hi"\r\nthen go'],
  ]);
  expect(cells('a,b\n,\n"",x')).toEqual([
    ['a', 'b'],
    ['', 'x'],
  ]);
});

test('a byte order mark, bare CR and a missing last line end change nothing', () => {
  expect(cells('\ufeffa,b\r1,2\r3,4')).toEqual([
    ['a', 'b'],
    ['1', '2'],
    ['3', '4'],
  ]);
});

test('semicolons and tabs are recognised by the first record, and a sep= line is believed', () => {
  expect(parseCsv('a;b;c\n1,5;2;3')).toMatchObject({
    separator: ';',
    rows: [{}, { cells: ['1,5', '2', '3'] }],
  });
  expect(parseCsv('a\tb\n1;2\t3').separator).toBe('\t');
  expect(parseCsv('"a,b,c";d\n1;2').separator).toBe(';');
  expect(parseCsv('sep=;\r\na;b\r\n1;2')).toMatchObject({ separator: ';', rows: [{ row: 2 }, { row: 3 }] });
  expect(parseCsv('name\nx').separator).toBe(',');
});

test('row numbers are those a spreadsheet shows: blank rows count, line breaks inside a cell do not', () => {
  expect(parseCsv('a,b\n\n"x\ny",1\nz,2').rows.map((row) => row.row)).toEqual([1, 3, 4]);
});

test('a quote that never closes, letters behind a closing quote and too many rows are faults with their row', () => {
  expect(parseCsv('a,b\n"x,1\ny,2').fault).toEqual({ row: 2, code: 'quote-open' });
  expect(parseCsv('a,b\nc,d\n"x"y,1').fault).toEqual({ row: 3, code: 'quote-stray' });
  expect(parseCsv('a\nb\nc\n', 2).fault).toEqual({ row: 3, code: 'too-many-rows' });
  expect(parseCsv(','.repeat(300)).fault).toEqual({ row: 1, code: 'too-many-cells' });
});

test('what csvLine writes, parseCsv reads back, whatever the cells hold', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', ';', '\t', '\r', '\n', '한') });
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 6 }),
      (rows) => {
        const file = [['x', 'y', 'z'], ...rows].map(csvLine).join('\r\n');
        const kept = rows.filter((row) => row.some((each) => each.trim() !== ''));
        expect(cells(file).slice(1)).toEqual(kept);
      },
    ),
  );
});

test('no text whatever makes it throw or lose its end', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', 'a', '\ufeff') }), (file) => {
      const read = parseCsv(file);
      for (const row of read.rows) expect(row.row).toBeGreaterThan(0);
    }),
  );
});
