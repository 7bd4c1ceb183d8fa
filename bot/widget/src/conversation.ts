/** What was said, here and elsewhere: sends in order, once, and never loses what was written. */
import { Channel, ChatError, EndedError, type Sent } from "./channel";
import { T, speak } from "./language";
import * as session from "./session";
import { Stream, type News } from "./stream";
import type { Body, Exchange, Message, Shown, Told } from "./types";

const LOOK_AGAIN_MS = 1500;
const BUSY_MS = 45000;

/** What the page does when something has changed. */
export interface Watcher {
  changed(): void;
  progressed(exchange: Exchange): void;
  spoke(): void;
  answered(messages: Message[], isNew: boolean): void;
}

interface Unsent { id: string; body: Body; shown: Shown; at: number }

export class Conversation {
  exchanges: Exchange[] = [];
  isBusy = false; // whether an answer is being written, to a message of this page or of another
  isAway = false; // whether the shop cannot be reached
  person: string | null = null; // of the shop, who has the conversation just now
  product: string | null = null; // of the page that the shopper looks at
  opening: string | null = null;
  readonly stream: Stream;
  private isSending = false;
  private busyUntil = 0;
  private count = 0; // counts conversations, so that a late answer to an old one is not shown
  private held: string | null = null;
  private retry = 0;

  constructor(readonly channel: Channel, private readonly watcher: Watcher) {
    this.stream = new Stream(channel.address("events"), (news) => this.heard(news));
    addEventListener("online", () => this.goOn());
    addEventListener("offline", () => this.away(true));
    addEventListener("storage", (event) => {
      if (session.isKey(event.key)) this.noticeOtherTab();
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !this.isSending) void this.look();
    });
  }

  /** Begin: read what was said before, and send what could not be sent on the page before; "" is a guest for certain. */
  async begin(customer: string | null): Promise<void> {
    this.isAway = navigator.onLine === false;
    const unsent = session.unsent<Unsent>();
    if (customer || (customer === "" && session.isSignedIn())) await this.channel.signIn(customer).catch(() => {});
    await this.look();
    for (const { id, body, shown, at } of unsent) {
      if (!this.exchanges.some((exchange) => exchange.id === id)) this.exchanges.push({ id, body, shown, at, messages: [], state: "waiting" });
    }
    this.changed();
    void this.pump();
  }

  /** How many answers there are, to count the unread ones. */
  get answers(): number {
    return this.exchanges.filter((exchange) => exchange.shown || exchange.messages.some((message) => message.person))
      .reduce((sum, exchange) => sum + exchange.messages.length, 0);
  }

  /** Send something once; `shown` is what the shopper sees of it. */
  send(body: Body, shown: Shown): void {
    this.exchanges.push({ id: newId(), body, shown, at: Date.now() / 1000, messages: [], state: "waiting" });
    this.changed();
    this.store();
    this.resume();
  }

  /** Send what did not arrive once more, under the same name. */
  again(_id: string): void {
    this.resume();
  }

  /** Say something that was not sent by anybody. */
  say(text: string, isProblem = false): void {
    const messages = isProblem ? [] : [{ text }];
    this.exchanges.push({ id: newId(), shown: null, at: 0, messages, state: isProblem ? "failed" : "done", problem: text });
    this.changed();
  }

  /** Forget the conversation, and begin another one with the next message. */
  startAnew(text?: string): void {
    this.channel.leave();
    this.clear();
    this.say(text || this.welcome);
    this.stream.change();
  }

  async signIn(customerToken: string | null): Promise<void> {
    this.clear();
    await this.channel.signIn(customerToken).catch(() => {}); // the next message tries again
    await this.look();
    this.stream.change();
  }

  async signOut(): Promise<void> {
    if (session.token()) await this.channel.ask({ id: newId(), payload: "/sign_out" });
    this.signedOut();
  }

  /** Have everything deleted that was said. */
  async erase(): Promise<boolean> {
    const done = await this.channel.erase().catch(() => false);
    if (done) this.startAnew(T.erased);
    return done;
  }

  /** Return the conversation as text, to be kept. */
  asText(): string {
    const line = (who: string, text: string, at: number) => `${at ? `[${new Date(at * 1000).toISOString()}] ` : ""}${who}: ${text}`;
    return this.exchanges.flatMap((exchange) => [
      ...(exchange.shown ? [line(T.you, exchange.shown.text, exchange.at)] : []),
      ...exchange.messages.filter((message) => message.text).map((message) => line(message.person || T.bot, String(message.text), message.at ?? 0)),
    ]).join("\n\n");
  }

  /** Read what was said, here or in another tab or by a person. */
  async look(): Promise<void> {
    const asked = this.count;
    const began = performance.now();
    let told: Told | null = null;
    try {
      told = await this.channel.history();
    } catch (error) {
      if (asked !== this.count) return;
      if (error instanceof EndedError && this.exchanges.some((exchange) => exchange.shown)) return this.signedOut();
      if (error instanceof ChatError) this.away(true);
      if (!this.exchanges.length) this.say(this.welcome);
      return;
    }
    if (asked !== this.count) return;
    this.held = session.token();
    if (told) this.take(told, began);
    else if (!this.exchanges.length) this.say(this.welcome);
    if (this.held) this.stream.begin();
  }

  private get welcome(): string {
    return this.opening || T.welcome;
  }

  private take(told: Told, began: number): void {
    const before = new Map(this.exchanges.map((exchange) => [exchange.id, exchange]));
    const known = new Set(told.exchanges.map((exchange) => exchange.id));
    const opened = this.exchanges.filter((exchange) => !exchange.shown && exchange.state === "done");
    const said: Exchange[] = told.exchanges.map(({ id, text, at, messages }) => {
      const own = before.get(id);
      if (own && own.state !== "done" && !messages.length) return own;
      return { id, shown: own?.shown ?? { text }, at: at ?? own?.at ?? 0, messages, state: "done" };
    });
    // What was answered after this was asked for is not in it yet.
    const isLater = (exchange: Exchange) => exchange.state !== "done" || (exchange.doneAt ?? 0) > began;
    const waiting = this.exchanges.filter((exchange) => exchange.shown && isLater(exchange) && !known.has(exchange.id));
    const isNew = before.size > 0;
    const heard = said.flatMap((exchange) => exchange.messages.slice(before.get(exchange.id)?.messages.length ?? 0));
    this.exchanges = [...(isNew || !said.length ? opened : []), ...said, ...waiting];
    if (!this.exchanges.length) this.exchanges.push({ id: newId(), shown: null, at: 0, messages: [{ text: this.welcome }], state: "done" });
    this.away(false);
    this.speak(told.language);
    this.store();
    if (heard.length) this.watcher.answered(heard, isNew);
    this.busy(told.busy);
    if (told.busy && !this.stream.isConnected) setTimeout(() => void this.look(), LOOK_AGAIN_MS);
    this.changed();
  }

  /** Send what waits, one after the other. */
  private async pump(): Promise<void> {
    if (this.isSending) return;
    const asked = this.count;
    const next = this.exchanges.find((exchange) => exchange.body && exchange.state === "waiting");
    if (!next?.body) return;
    this.isSending = true;
    next.state = "sending";
    this.changed();
    const isDone = await this.deliver(next, asked);
    if (asked !== this.count) return;
    this.isSending = false;
    this.changed();
    if (isDone) await this.pump();
  }

  private async deliver(exchange: Exchange, asked: number): Promise<boolean> {
    const { id, body = {}, shown } = exchange;
    const message: Sent = { id, ...body, ...(body.text && !body.image ? {} : { shown: shown?.text }), ...(this.product && { page: { product: this.product } }) };
    try {
      const answer = await this.channel.ask(message, (share) => {
        exchange.progress = share;
        this.watcher.progressed(exchange);
      });
      if (asked !== this.count) return false;
      if (answer.failed) throw new ChatError(T.unknown);
      this.arrived(exchange, answer.messages, answer.language);
      return true;
    } catch (error) {
      if (asked !== this.count) return false;
      exchange.state = "failed";
      exchange.problem = error instanceof ChatError ? error.message : T.unknown;
      if (error instanceof ChatError && error.isOffline) this.away(navigator.onLine === false);
      if (error instanceof ChatError && error.retryMs) this.retry = window.setTimeout(() => this.resume(), error.retryMs);
      return false;
    }
  }

  private arrived(exchange: Exchange, messages: Message[], language: string | null): void {
    const now = Date.now() / 1000;
    exchange.state = "done";
    exchange.doneAt = performance.now();
    exchange.messages = messages.map((message) => ({ at: now, ...message }));
    delete exchange.body;
    this.away(false);
    this.speak(language);
    this.store();
    this.watcher.answered(exchange.messages, true);
    this.stream.tell({ kind: "news", id: exchange.id });
    if (this.held !== session.token()) {
      this.held = session.token();
      this.stream.change();
    }
    if (messages.some((part) => part.custom?.type === "signed_out")) {
      this.channel.signOut();
      this.held = null;
    } else {
      this.stream.begin();
    }
  }

  /** Try what failed again, from the first on, so that the order stays. */
  private resume(): void {
    clearTimeout(this.retry);
    this.exchanges = this.exchanges.filter((exchange) => exchange.shown || exchange.state !== "failed");
    for (const exchange of this.exchanges) if (exchange.body && exchange.state === "failed") exchange.state = "waiting";
    this.changed();
    void this.pump();
  }

  private goOn(): void {
    this.away(false);
    this.resume();
    if (!this.isSending) void this.look();
  }

  private heard(news: News): void {
    const isOwn = news.id !== undefined && this.exchanges.some((exchange) => exchange.id === news.id && (exchange.state === "sending" || exchange.state === "done"));
    if (news.kind === "busy" && !isOwn) this.busy(true);
    if (news.kind === "news" && !(isOwn && this.isSending)) void this.look();
    if (news.kind === "open") {
      if (this.exchanges.some((exchange) => exchange.state === "failed" && exchange.body)) this.resume();
      if (!this.isSending) void this.look();
    }
  }

  private noticeOtherTab(): void {
    const token = session.token();
    if (token === this.held || this.isSending) return;
    if (token) {
      const waiting = this.exchanges.filter((exchange) => exchange.body);
      if (this.held) this.clear();
      this.exchanges.push(...waiting.filter((exchange) => !this.exchanges.includes(exchange)));
      void this.look();
    } else if (this.held) {
      this.clear();
      this.say(this.welcome);
    }
  }

  private signedOut(): void {
    this.channel.signOut();
    this.clear();
    this.say(T.forgotten);
    this.stream.change();
  }

  private clear(): void {
    this.count += 1;
    clearTimeout(this.retry);
    this.exchanges = [];
    this.isSending = false;
    this.held = null;
    this.busyUntil = 0;
    this.store();
    this.changed();
  }

  private busy(value: boolean): void {
    this.busyUntil = value ? Date.now() + BUSY_MS : 0;
    if (value) setTimeout(() => this.changed(), BUSY_MS + 1);
    this.changed();
  }

  private away(value: boolean): void {
    this.isAway = value;
    this.changed();
  }

  private speak(language: string | null): void {
    if (speak(language)) this.watcher.spoke();
  }

  private store(): void {
    // A photo is too large for what a browser stores for a tab; it stays as long as the page does.
    const unsent = this.exchanges.filter((exchange) => exchange.body && !exchange.body.image);
    session.keepUnsent(unsent.map(({ id, body, shown, at }) => ({ id, body, shown, at })));
  }

  private changed(): void {
    this.person = personIn(this.exchanges);
    this.isBusy = this.isSending || this.busyUntil > Date.now();
    this.watcher.changed();
  }
}

/** Return who of the shop's people is answering, by the latest sign of it. */
function personIn(exchanges: readonly Exchange[]): string | null {
  for (const { messages } of [...exchanges].reverse()) {
    for (const { custom, person } of [...messages].reverse()) {
      if (custom?.type === "person") return custom.state === "answering" ? String(custom.name || person || "") || null : null;
      if (person) return person;
    }
  }
  return null;
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
