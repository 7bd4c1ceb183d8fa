/** Talks to the web channel: sessions, messages, and what was said before. */
import { T, current } from "./language";
import * as session from "./session";
import type { Body, Message, Told } from "./types";

const TIMEOUT_MS = 45000;

/** A problem with words for the shopper; `retryMs` says when it is worth another try, if that is known. */
export class ChatError extends Error {
  constructor(text: string, readonly isOffline = false, readonly retryMs: number | null = null) { super(text); }
}

/** The session has ended: somebody signed out, or a day has passed. */
export class EndedError extends Error {}

export interface Sent extends Body { id: string; shown?: string; page?: { product: string } }

interface Reply { status: number; answer: Record<string, unknown>; retryS: number }

export class Channel {
  private customer: string | null = null; // the token by which the shop's site vouches for who is signed in there
  private isFresh = false; // whether a new conversation is wanted rather than the one of today on another device

  /** `base` is the address of the web channel, with a slash at its end. */
  constructor(readonly base: URL) {}

  address(path: string): string {
    return new URL(path, this.base).href;
  }

  /** Go on as the customer of a token of the shop's site, or as a guest. */
  async signIn(customerToken: string | null): Promise<void> {
    this.customer = customerToken || null;
    if (session.token() || this.customer) await this.start(session.token());
  }

  /** Begin a new conversation with the next message. */
  leave(): void {
    this.isFresh = true;
    session.forget();
  }

  /** Forget which conversation this was, and who is signed in. */
  signOut(): void {
    this.customer = null;
    this.leave();
  }

  /** Send a message, and return its answer; `onProgress` is told which share of it is on its way. */
  async ask(message: Sent, onProgress?: (share: number) => void): Promise<{ messages: Message[]; language: string | null; failed: boolean }> {
    let reply = await this.post(message, session.token() || (await this.begin()), onProgress);
    if (reply.status === 401) {
      session.forget();
      reply = await this.post(message, await this.begin(), onProgress);
    }
    if (reply.status !== 200 || !Array.isArray(reply.answer.messages)) throw new ChatError(T.unknown);
    return reply.answer as never;
  }

  /** Return what was said in this conversation; null if there is none. */
  async history(): Promise<Told | null> {
    const held = session.token();
    if (!held) return null;
    const { status, answer } = await this.call("GET", "history", null, held);
    if (status === 401) {
      if (session.token() === held) session.forget();
      throw new EndedError();
    }
    return status === 200 ? (answer as never) : null;
  }

  /** Return what the shop says of itself before anything is asked; null where that cannot be known. */
  async about(): Promise<{ notice?: string | null } | null> {
    const { status, answer } = await this.call("GET", `about?language=${current}`, null).catch(() => ({ status: 0, answer: {} }));
    return status === 200 ? answer : null;
  }

  /** Have everything deleted that was said; say whether that was done. */
  async erase(): Promise<boolean> {
    const held = session.token();
    if (!held) return true;
    const { status } = await this.call("DELETE", "history", null, held);
    return status === 200 || status === 204 || status === 401;
  }

  /** Start a session once, however many tabs ask for one at the same time. */
  private async begin(): Promise<string> {
    const start = async () => session.token() || this.start(null);
    return navigator.locks ? navigator.locks.request("ecom.session", start) : start();
  }

  private async start(held: string | null): Promise<string> {
    const body = { ...(held && { session: held }), ...(this.customer && { customer_token: this.customer, resume: !this.isFresh }) };
    const { status, answer } = await this.call("POST", "session", body);
    if (status === 401 && this.customer) {
      this.customer = null; // too old, or another shop's: go on as a guest
      return this.start(held);
    }
    if (status === 401 && held) return this.start(null);
    if (!answer.session) throw new ChatError(T.unknown);
    session.keep(String(answer.session), this.customer !== null);
    return String(answer.session);
  }

  private post(message: Sent, token: string, onProgress?: (share: number) => void): Promise<Reply> {
    return message.image ? this.upload(message, token, onProgress) : this.call("POST", "messages", message, token);
  }

  private async call(method: string, path: string, body: unknown, token?: string): Promise<Reply> {
    const headers: Record<string, string> = body ? { "Content-Type": "application/json" } : {};
    if (token) headers.Authorization = `Bearer ${token}`;
    let response: Response;
    const ends = new AbortController();
    const timer = setTimeout(() => ends.abort(), TIMEOUT_MS);
    try {
      response = await fetch(this.address(path), {
        method, headers, body: body ? JSON.stringify(body) : undefined, signal: ends.signal, credentials: "omit", cache: "no-store",
      });
      const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
      return checked({ status: response.status, answer, retryS: Number(response.headers.get("Retry-After")) });
    } catch (error) {
      throw error instanceof ChatError ? error : new ChatError(T.offline, true);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Send a photo; only an XMLHttpRequest tells how much of it is on its way. */
  private upload(message: Sent, token: string, onProgress?: (share: number) => void): Promise<Reply> {
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.address("messages"));
      request.timeout = TIMEOUT_MS;
      request.setRequestHeader("Content-Type", "application/json");
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.upload.onprogress = (event) => onProgress?.(event.total ? event.loaded / event.total : 0);
      request.onload = () => {
        try {
          const answer = parsed(request.responseText);
          done(checked({ status: request.status, answer, retryS: Number(request.getResponseHeader("Retry-After")) }));
        } catch (error) {
          failed(error);
        }
      };
      request.onerror = request.ontimeout = () => failed(new ChatError(T.offline, true));
      request.send(JSON.stringify(message));
    });
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function checked(reply: Reply): Reply {
  if (reply.status === 413) throw new ChatError(T.large);
  if (reply.status === 429) {
    const waitMs = 1000 * (reply.retryS || 60);
    const time = new Date(Date.now() + waitMs).toLocaleTimeString(current, { timeStyle: "medium" });
    throw new ChatError(T.busy(time), false, waitMs);
  }
  return reply;
}
