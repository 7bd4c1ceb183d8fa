/** Which conversation this is: a signed token, kept for a day at most, and how much of it was seen; nothing that was said. */
const KEY = "ecom.session";
const UNSENT = "ecom.unsent";
const QUIET = "ecom.quiet";
const OPEN = "ecom.open";
const OLD = "ecom.history"; // earlier pages kept what was said
const LIFE_MS = 24 * 3600 * 1000;

interface Held { token: string; at: number; seen: number; signedIn?: boolean }

let held: Held | null = null;
let isStored = true; // else what is held is all there is: the browser stores nothing

function read<V>(store: () => Storage, key: string): V | null {
  try {
    return JSON.parse(store().getItem(key) || "null") as V | null;
  } catch {
    return null;
  }
}

/** Keep a value, or remove it; return whether that was possible: else it is kept as long as the page. */
function write(store: () => Storage, key: string, value: unknown): boolean {
  try {
    if (value === null) store().removeItem(key);
    else store().setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

const lasting = (): Storage => localStorage;
const ofTab = (): Storage => sessionStorage;

function kept(): Held | null {
  const found = isStored ? read<Held>(lasting, KEY) : held;
  if (!found || typeof found.token !== "string" || !(Date.now() - found.at < LIFE_MS)) {
    if (found) forget();
    return null;
  }
  return found;
}

export function forget(): void {
  held = null;
  write(lasting, KEY, null);
}

/** Return the token of the conversation, or null. */
export function token(): string | null {
  return kept()?.token ?? null;
}

/** Whether the shop's site had vouched for somebody when the conversation was begun. */
export function isSignedIn(): boolean {
  return kept()?.signedIn === true;
}

export function keep(value: string, signedIn: boolean): void {
  held = { token: value, at: Date.now(), seen: held?.seen ?? 0, signedIn };
  isStored = write(lasting, KEY, held);
  write(lasting, OLD, null);
}

/** How many answers of the conversation were seen, in whichever tab. */
export function seen(): number {
  return kept()?.seen ?? 0;
}

export function see(count: number): void {
  const found = kept();
  if (!found || found.seen === count) return;
  held = { ...found, seen: count };
  isStored = write(lasting, KEY, held);
}

/** What was written and has not arrived yet: kept in this tab until it has. */
export function unsent<V>(): V[] {
  return read<V[]>(ofTab, UNSENT) || [];
}

export function keepUnsent(messages: unknown[]): void {
  write(ofTab, UNSENT, messages.length ? messages : null);
}

/** Whether the chat was open on the page before, in this tab. */
export function wasOpen(): boolean {
  return read<boolean>(ofTab, OPEN) === true;
}

export function keepOpen(isOpen: boolean): void {
  write(ofTab, OPEN, isOpen ? true : null);
}

/** Whether the shopper wants no offers of help. */
export function isQuiet(): boolean {
  return read<boolean>(lasting, QUIET) === true;
}

export function keepQuiet(): void {
  write(lasting, QUIET, true);
}

export function isKey(key: string | null): boolean {
  return key === KEY || key === null;
}
