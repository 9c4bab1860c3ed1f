import Module, { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { inRoot } from './paths.mjs';

/*
 * dependency-cruiser asks for "typescript" and can read 5.9 at most; ours is 7, which checks types four times
 * faster but has no compiler in JavaScript. So in the process that imports this file "typescript" means the
 * package typescript-cruise (an alias of 5.9 in package.json), for require and for import.
 */

const alias = (request) => request.replace(/^typescript(?=\/|$)/, 'typescript-cruise');

const requireFromRoot = createRequire(inRoot('package.json'));
// The one place where require turns a name into a file; Node has no public word for it before 22.15.
/* oxlint-disable no-underscore-dangle */
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolveFilename.call(this, alias(request), ...rest);
};

const target = pathToFileURL(requireFromRoot.resolve('typescript-cruise')).href;
const hooks = `export const resolve = (specifier, context, next) =>
  specifier === 'typescript' ? { url: ${JSON.stringify(target)}, format: 'commonjs', shortCircuit: true } : next(specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
