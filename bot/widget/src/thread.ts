/** Draws the conversation: what was said, by whom and when; only what has changed is drawn anew. */
import { button, element, hidden, icon, withLinks } from "./dom";
import { T, current } from "./language";
import { drawPayload, picture, type Desk } from "./payloads";
import type { Button, Exchange, Message } from "./types";

const COPIED_MS = 1500;
const AT_END = 60; // pixels from the end within which a reader is taken to follow

export interface Acts extends Desk {
  again(id: string): void;
}

export class Thread {
  private readonly drawn = new Map<string, { key: string; items: HTMLElement[] }>();

  constructor(readonly log: HTMLElement, private readonly list: HTMLElement, private readonly acts: Acts) {}

  /** Show the exchanges, oldest first. */
  render(exchanges: readonly Exchange[]): void {
    const isFollowing = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < AT_END;
    const wanted: HTMLElement[] = [];
    const gone = new Set(this.drawn.keys());
    let fresh: HTMLElement | null = null;
    exchanges.forEach((exchange, index) => {
      gone.delete(exchange.id);
      const isLast = index === exchanges.length - 1;
      const key = keyOf(exchange, isLast);
      let found = this.drawn.get(exchange.id);
      if (!found || found.key !== key) {
        const kept = found?.items[0]?.classList.contains("you") && found.key.split("|")[0] === key.split("|")[0] ? found.items[0] : null;
        found = { key, items: this.draw(exchange, isLast, kept) };
        this.drawn.set(exchange.id, found);
        if (isLast) fresh = found.items.find((item) => item.classList.contains("bot")) ?? null;
      }
      wanted.push(...found.items);
    });
    for (const id of gone) this.drawn.delete(id);
    place(this.list, wanted);
    const answer = fresh as HTMLElement | null;
    if (answer) answer.scrollIntoView({ block: answer.offsetHeight > this.log.clientHeight ? "start" : "nearest" });
    else if (isFollowing) this.toEnd();
  }

  /** Draw everything anew, for another language. */
  forget(): void {
    this.drawn.clear();
  }

  toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
  }

  showProgress(exchange: Exchange): void {
    const bar = this.drawn.get(exchange.id)?.items[0]?.querySelector("progress");
    if (bar) bar.value = exchange.progress ?? 0;
  }

  private draw(exchange: Exchange, isLast: boolean, kept: HTMLElement | null): HTMLElement[] {
    const items: HTMLElement[] = [];
    if (exchange.shown) items.push(kept ?? this.own(exchange));
    const runs = runsOf(exchange.messages);
    runs.forEach((run, index) => items.push(this.answer(run, isLast && exchange.state === "done" && index === runs.length - 1)));
    if (exchange.state === "failed") items.push(this.problem(exchange));
    return items;
  }

  private own({ shown, at, state }: Exchange): HTMLElement {
    const bubble = element("div", { class: "bubble", dir: "auto" });
    if (shown?.picture) bubble.append(element("img", { src: shown.picture, alt: T.sentPhoto, class: "own-photo" }));
    if (shown && (shown.words || !shown.picture)) bubble.append(shown.words || shown.text);
    const isUnderWay = shown?.picture && state !== "done" && state !== "failed";
    if (isUnderWay) bubble.append(element("progress", { max: 1, value: 0, "aria-label": T.progress }));
    return item("you", T.you, bubble, meta(at, element("span", { class: "sign", title: state === "done" ? T.arrived : T.waits },
      element("span", { "aria-hidden": "true" }, state === "done" ? "✓" : "…"), hidden(state === "done" ? T.arrived : T.waits))));
  }

  private answer(messages: Message[], hasButtons: boolean): HTMLElement {
    const parts: (HTMLElement | null)[] = [];
    const buttons: Button[] = [];
    const person = messages[0]?.person;
    if (person) parts.push(element("span", { class: "person" }, person));
    for (const message of messages) {
      if (message.text) parts.push(element("div", { class: "bubble", dir: "auto" }, ...withLinks(message.text)));
      if (message.image) parts.push(picture(message.image, "shown", this.acts));
      if (message.custom) parts.push(drawPayload(message.custom, this.acts));
      buttons.push(...(message.buttons || []));
    }
    const text = messages.map((message) => message.text).filter(Boolean).join("\n\n");
    const at = messages[messages.length - 1]?.at;
    if (text && at) parts.push(meta(at, copier(text)));
    if (hasButtons && buttons.length) parts.push(this.row(buttons));
    return item("bot", person || T.bot, ...parts);
  }

  /** Buttons belong to the latest answer: what they would do may no longer hold later. */
  private row(buttons: Button[]): HTMLElement {
    return element("div", { class: "buttons" }, ...buttons.map(({ title, payload }) => (
      button({}, () => this.acts.send({ payload: String(payload) }, { text: String(title) }), String(title)))));
  }

  private problem(exchange: Exchange): HTMLElement {
    return item("problem", T.bot, element("div", { class: "bubble", role: "alert" }, exchange.problem || T.unknown),
      exchange.body ? button({}, () => this.acts.again(exchange.id), T.again) : null);
  }
}

/** Return the messages that say something, those of one speaker together. */
function runsOf(messages: Message[]): Message[][] {
  const runs: Message[][] = [];
  for (const message of messages) {
    if (!message.text && !message.image && !message.buttons?.length && (!message.custom || message.custom.type === "person")) continue;
    const run = runs[runs.length - 1];
    if (run && run[0]?.person === message.person) run.push(message);
    else runs.push([message]);
  }
  return runs;
}

function keyOf(exchange: Exchange, isLast: boolean): string {
  const buttons = exchange.messages.some((message) => message.buttons?.length) && isLast;
  const own = `${current} ${exchange.state === "done" ? "done" : "under way"}`;
  return `${own}|${exchange.state} ${exchange.problem} ${exchange.messages.length} ${buttons}`;
}

function item(kind: string, speaker: string, ...parts: (HTMLElement | null)[]): HTMLElement {
  return element("li", { class: kind }, hidden(`${speaker}: `), ...parts);
}

function meta(at: number, ...more: HTMLElement[]): HTMLElement {
  const moment = new Date(at * 1000);
  const isToday = moment.toDateString() === new Date().toDateString();
  const shown = moment.toLocaleString(current, isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
  return element("div", { class: "meta" }, at ? element("time", { datetime: moment.toISOString() }, shown) : null, ...more);
}

function copier(text: string): HTMLElement {
  if (!navigator.clipboard) return element("span");
  const made = button({ class: "copy", "aria-label": T.copy, title: T.copy }, () => {
    navigator.clipboard.writeText(text).then(() => {
      made.replaceChildren(T.copied);
      setTimeout(() => made.replaceChildren(icon("copy")), COPIED_MS);
    }, () => {});
  }, icon("copy"));
  return made;
}

/** Let a list hold these items in this order, moving as few as possible, so that what has the focus keeps it. */
function place(list: HTMLElement, wanted: HTMLElement[]): void {
  const kept = new Set<Node>(wanted);
  for (const child of [...list.children]) if (!kept.has(child)) child.remove();
  wanted.forEach((child, index) => {
    if (list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null);
  });
}
