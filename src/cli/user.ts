/** `post1 user`: people who sign in, from the terminal; also the way back in when everybody forgot. */
import { parseArgs } from 'node:util';
import { ROLES, type Role } from '../modules/identity/model.ts';
import type { Identity } from '../modules/identity/service.ts';
import { UsageFault } from './usage.ts';

export const USER_HELP = `post1 user: people who sign in

  post1 user list
  post1 user add --name "Kim S." --sign-in kim --role watch-officer [--pin 123456] [--password ...] [--language ko]
  post1 user change --sign-in kim [--role rso] [--pin ...] [--password ...] [--off] [--on]
  post1 user code                                  a new one-time code for the first administrator

  Roles: ${ROLES.join(', ')}`;

const OPTIONS = {
  name: { type: 'string' },
  'sign-in': { type: 'string' },
  role: { type: 'string' },
  pin: { type: 'string' },
  password: { type: 'string' },
  language: { type: 'string' },
  'call-sign': { type: 'string' },
  off: { type: 'boolean', default: false },
  on: { type: 'boolean', default: false },
} as const;

export async function userCommand(
  args: readonly string[],
  identity: Identity,
  print: (line: string) => void,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: true,
  });
  const what = positionals[0];
  if (values.role !== undefined && !(ROLES as readonly string[]).includes(values.role))
    throw new UsageFault(`There is no role "${values.role}". Roles: ${ROLES.join(', ')}.`);
  const change = {
    ...(values.name === undefined ? {} : { name: values.name }),
    ...(values.role === undefined ? {} : { role: values.role as Role }),
    ...(values.pin === undefined ? {} : { pin: values.pin }),
    ...(values.password === undefined ? {} : { password: values.password }),
    ...(values.language === undefined ? {} : { language: values.language }),
    ...(values['call-sign'] === undefined ? {} : { callSign: values['call-sign'] }),
    ...(values.off ? { active: false } : values.on ? { active: true } : {}),
  };
  if (what === 'list') {
    for (const p of await identity.people())
      print(`${p.signIn.padEnd(16)} ${p.role.padEnd(20)} ${p.active ? 'on ' : 'off'} ${p.name}`);
    return 0;
  }
  if (what === 'code') {
    if (await identity.isSetUp())
      throw new UsageFault(
        'An administrator exists already. Use: post1 user change --sign-in NAME --password ...',
      );
    print(`First sign-in code: ${await identity.makeSetupCode()}`);
    return 0;
  }
  const signIn = values['sign-in'];
  if (what === 'add') {
    if (!values.name || !signIn || !values.role)
      throw new UsageFault('post1 user add needs --name, --sign-in and --role.');
    const person = await identity.addPerson('system', null, {
      ...change,
      name: values.name,
      signIn,
      role: values.role as Role,
    });
    print(`Added ${person.signIn} as ${person.role}.`);
    return 0;
  }
  if (what === 'change') {
    const person = (await identity.people()).find((p) => p.signIn === signIn?.toLowerCase());
    if (!person) throw new UsageFault(`Nobody signs in as "${signIn ?? ''}". See: post1 user list`);
    await identity.changePerson('system', null, person.id, change);
    print(`Changed ${person.signIn}.`);
    return 0;
  }
  print(USER_HELP);
  return what === undefined ? 0 : 2;
}
