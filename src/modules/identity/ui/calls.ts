import { createContext, useContext } from 'react';
import { present } from '../../../kernel/assert.ts';
import type { Names } from '../../site/model.ts';
import type { Me, Permission, Person, Role } from '../model.ts';

export interface Start {
  readonly postName: Names;
  readonly demo: boolean;
  /** An administrator exists. */
  readonly setUp: boolean;
  readonly languages: readonly string[];
  /** Terminology pack of the post; null: the app's own words. */
  readonly terms: string | null;
  readonly serverAt: string;
}

export interface SignInPerson {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly signIn: string;
  readonly hasPin: boolean;
}

export interface SignIn {
  readonly signIn: string;
  readonly password?: string;
  readonly pin?: string;
  readonly seat: string;
  readonly shared?: boolean;
}

/** What is sent of a person. Language and secrets left out mean unchanged; a call sign of null takes it away. */
export interface PersonForm {
  readonly name: string;
  readonly role: Role;
  readonly language?: string;
  readonly callSign?: string | null;
  readonly password?: string;
  readonly pin?: string;
}

export interface Enrolment {
  readonly code: string;
  readonly url: string;
  readonly qrSvg: string;
  readonly expiresAt: string;
}

export interface MachineToken {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

/** What these screens ask of the server. Each rejects with an Error whose message can be shown. */
export interface IdentityCalls {
  readonly signInPeople: () => Promise<readonly SignInPerson[]>;
  readonly signIn: (form: SignIn) => Promise<Me>;
  readonly signInDemo: () => Promise<Me>;
  readonly createAdministrator: (form: {
    code: string;
    name: string;
    signIn: string;
    password: string;
    pin: string;
  }) => Promise<Me>;
  readonly people: () => Promise<readonly Person[]>;
  readonly addPerson: (form: PersonForm & { readonly signIn: string }) => Promise<Person>;
  readonly changePerson: (id: string, form: PersonForm & { readonly active: boolean }) => Promise<Person>;
  readonly enrolPhone: (id: string) => Promise<Enrolment>;
  readonly tokens: () => Promise<readonly MachineToken[]>;
  readonly addToken: (name: string) => Promise<{ id: string; name: string; token: string }>;
  readonly revokeToken: (id: string) => Promise<unknown>;
  readonly may: (permission: Permission) => boolean;
}

const Calls = createContext<IdentityCalls | null>(null);
export const IdentityCallsProvider = Calls.Provider;

export function useIdentityCalls(): IdentityCalls {
  return present(useContext(Calls), 'IdentityCallsProvider is missing above this screen');
}
