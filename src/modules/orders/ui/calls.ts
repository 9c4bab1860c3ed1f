import { createContext, useContext } from 'react';
import { present } from '../../../kernel/assert.ts';
import type { Permission } from '../../identity/model.ts';
import type { Order, OrderFile, OrderLine, SopText, SopVersion } from '../model.ts';

/** What these screens ask of the server. Each rejects with an Error whose message can be shown. */
export interface OrderCalls {
  readonly list: () => Promise<readonly OrderLine[]>;
  readonly order: (id: string) => Promise<Order>;
  readonly create: (text: SopText) => Promise<{ id: string }>;
  readonly begin: (id: string) => Promise<unknown>;
  readonly save: (id: string, revision: number, text: SopText) => Promise<SopVersion>;
  readonly discard: (id: string, revision: number) => Promise<unknown>;
  readonly issue: (id: string, revision: number, note: string) => Promise<unknown>;
  readonly withdraw: (id: string, reason: string) => Promise<unknown>;
  readonly sign: (id: string, version: number) => Promise<unknown>;
  readonly addDocument: (id: string, file: File) => Promise<OrderFile>;
  /** May the person who is signed in do this? */
  readonly may: (permission: Permission) => boolean;
}

const Calls = createContext<OrderCalls | null>(null);
export const OrderCallsProvider = Calls.Provider;
export const useOrderCalls = (): OrderCalls =>
  present(useContext(Calls), 'OrderCallsProvider is missing above this screen');

/** First part of every query key of these screens: the live stream asks them again. */
export const ORDERS = 'orders';
