import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

const OUTPUT_MAX_CHARACTERS = 4_000_000;

/**
 * Runs a program to its end. `show: true` passes its output through; otherwise it is kept (the last four
 * million characters). Never throws for a failing program: `code` is its exit code, 127 when it is not there.
 */
export function run(command, args, { show = false, echo = false, env = {}, cwd = root, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      shell,
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    let output = '';
    let stdout = '';
    const keep = (text) => {
      output = (output + text).slice(-OUTPUT_MAX_CHARACTERS);
      if (echo) process.stderr.write(text);
    };
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout = (stdout + text).slice(-OUTPUT_MAX_CHARACTERS);
      keep(text);
    });
    child.stderr?.setEncoding('utf8').on('data', keep);
    child.on('error', (error) =>
      resolve({ code: 127, output: `${command}: ${error.message}\n`, stdout: '' }),
    );
    child.on('close', (code, signal) => resolve({ code: code ?? 128, signal, output, stdout }));
  });
}

/** Runs a JavaScript file with this Node. */
export const runNode = (file, args, options) => run(process.execPath, [file, ...args], options);
