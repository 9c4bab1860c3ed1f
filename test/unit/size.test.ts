import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as typescript from 'typescript-cruise';
import type { Node } from 'typescript-cruise';

/*
 * A function fits a screen. Counted are its own lines of code: those that stand in no function inside it, so
 * that `createWatch(deps)`, a frame around commands, is not blamed for their sum. Blank lines and comments are free.
 */
const FUNCTION_LINES_MAX = 70;

test('no function is longer than a screen', () => {
  // routes.ts is a table of addresses inside one function that hands in the service: read line by line, not as logic.
  const files = sources('src').filter((path) => !path.endsWith('/routes.ts'));
  expect(files.length).toBeGreaterThan(20);
  const long = files.flatMap(longFunctions);
  expect(long, long.join('; ')).toEqual([]);
});

test('the count sees a long function, and not its inner ones', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `  use(${at});`).join('\n');
  expect(longest(`function long() {\n${lines(80)}\n}`)).toBeGreaterThan(FUNCTION_LINES_MAX);
  expect(longest(`function frame() {\n return () => {\n${lines(60)}\n};\n}`)).toBeLessThan(
    FUNCTION_LINES_MAX,
  );
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /[.]tsx?$/.test(path) && !/[.](test|d)[.]tsx?$/.test(path))
    .map((path) => join(folder, path));
}

function longFunctions(file: string): string[] {
  const found: string[] = [];
  measure(readFileSync(file, 'utf8'), file, (name, line, length) => {
    if (length > FUNCTION_LINES_MAX) found.push(`${file}:${line} ${name} has ${length} lines of its own`);
  });
  return found;
}

function longest(text: string): number {
  let most = 0;
  measure(text, 'test.ts', (_name, _line, length) => {
    most = Math.max(most, length);
  });
  return most;
}

type Told = (name: string, line: number, length: number) => void;

function measure(text: string, file: string, told: Told): void {
  const source = typescript.createSourceFile(file, text, typescript.ScriptTarget.ES2023, true);
  const code = linesOfCode(text);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  /** Visits a node; returns the lines that the functions in it (itself included) cover. */
  const visit = (node: Node): Set<number> => {
    const covered = new Set<number>();
    node.forEachChild((child) => {
      for (const line of visit(child)) covered.add(line);
    });
    if (!isFunction(node)) return covered;
    const [first, last] = [lineOf(node.getStart(source)), lineOf(node.getEnd())];
    let own = 0;
    for (let line = first; line <= last; line++) if (code[line] === true && !covered.has(line)) own += 1;
    told(nameOf(node, text), first + 1, own);
    for (let line = first; line <= last; line++) covered.add(line);
    return covered;
  };
  visit(source);
}

function isFunction(node: Node): boolean {
  return (
    typescript.isFunctionDeclaration(node) ||
    typescript.isFunctionExpression(node) ||
    typescript.isArrowFunction(node) ||
    typescript.isMethodDeclaration(node) ||
    typescript.isConstructorDeclaration(node)
  );
}

const nameOf = (node: Node, text: string) =>
  text.slice(node.getStart(), node.getStart() + 60).split('\n')[0] ?? '';

/** Per line, whether it holds code; a comment line is one that starts as one. */
const linesOfCode = (text: string) => text.split('\n').map((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line));
