/** The command was called in a way that cannot be carried out; the message says how. */
export class UsageFault extends Error {
  override readonly name = 'UsageFault';
}
