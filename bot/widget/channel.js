/* Talks to the web channel: sessions, messages, and what was said before. */
import { T } from "./language.js";
import * as session from "./session.js";

const TIMEOUT_MS = 45000;

/** A problem with words for the shopper. */
export class ChatError extends Error {}

/** The session has ended: somebody signed out, or a day has passed. */
export class EndedError extends Error {}

let customer = null;  // the token by which the shop's site vouches for who is signed in there
let isFresh = false;  // whether a new conversation is wanted rather than the one of today on another device

async function call(method, path, body, token) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  if (token) headers.Authorization = `Bearer ${token}`;
  let response;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    response = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal });
  } catch {
    throw new ChatError(T.offline);
  }
  if (response.status === 429) throw new ChatError(T.busy(time(response.headers.get("Retry-After"))));
  if (response.status === 413) throw new ChatError(T.large);
  return { status: response.status, answer: await response.json().catch(() => ({})) };
}

function time(seconds) {
  const moment = new Date(Date.now() + 1000 * (Number(seconds) || 60));
  return moment.toLocaleTimeString(document.documentElement.lang, { timeStyle: "medium" });
}

async function start(held) {
  const body = { ...(held && { session: held }), ...(customer && { customer_token: customer, resume: !isFresh }) };
  const { status, answer } = await call("POST", "session", body);
  if (status === 401 && customer) {
    customer = null;  // too old, or another shop's: go on as a guest
    return start(held);
  }
  if (status === 401 && held) return start(null);
  if (!answer.session) throw new ChatError(T.unknown);
  session.keep(answer.session);
  return answer.session;
}

/** Go on as the customer of a token of the shop's site, or as a guest. */
export async function signIn(customerToken) {
  customer = customerToken || null;
  if (session.token() || customer) await start(session.token());
}

/** Begin a new conversation with the next message. */
export function leave() {
  isFresh = true;
  session.forget();
}

/** Forget which conversation this was, and who is signed in. */
export function signOut() {
  customer = null;
  leave();
}

/** Send a message, and return its answer. */
export async function ask(message) {
  let reply = await call("POST", "messages", message, session.token() || await start(null));
  if (reply.status === 401) {
    session.forget();
    reply = await call("POST", "messages", message, await start(null));
  }
  if (reply.status !== 200 || !Array.isArray(reply.answer.messages)) throw new ChatError(T.unknown);
  return reply.answer;
}

/** Return what was said in this conversation; null if there is none. */
export async function history() {
  const held = session.token();
  if (!held) return null;
  const { status, answer } = await call("GET", "history", null, held);
  if (status === 401) {
    session.forget();
    throw new EndedError();
  }
  return status === 200 ? answer : null;
}
