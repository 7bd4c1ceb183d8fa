/** The element on the page: launcher, window and what is in it, in a shadow root that nothing of the page reaches. */
import { Channel } from "./channel";
import { Composer } from "./composer";
import { Conversation } from "./conversation";
import { button, element, icon, safeAddress } from "./dom";
import { T, begin, current } from "./language";
import * as session from "./session";
import type { Settings } from "./settings";
import style from "./style.css?inline";
import { Thread } from "./thread";
import type { Body, Card, Exchange, Message, Shown } from "./types";

type Told = (name: string, detail?: unknown) => void;

export class Chat {
  readonly host = document.createElement("shop-chat");
  private readonly root = this.host.attachShadow({ mode: "open" });
  private readonly launcher = button({ class: "launcher", "aria-controls": "panel" }, () => this.toggle());
  private readonly badge = element("span", { class: "badge" });
  private readonly teaser = element("div", { class: "teaser" });
  private readonly panel: HTMLElement;
  private readonly heading: HTMLElement;
  private readonly menu = element("ul", { class: "menu", id: "menu" });
  private readonly opener = button({ class: "icon", id: "more", "aria-controls": "menu" }, () => this.showMenu(this.menu.hidden), icon("menu"));
  private readonly closer = button({ class: "icon", id: "close" }, () => this.close(), icon("close"));
  private readonly state = element("p", { id: "state", role: "status" });
  private readonly said = element("ol", { id: "said" });
  private readonly log = element("div", { id: "log", role: "log", "aria-live": "polite", tabindex: 0 }, this.said);
  private readonly words = element("em");
  private readonly typing = element("p", { id: "typing", role: "status" }, element("span"), element("span"), element("span"), this.words);
  private readonly asking = element("div", { class: "asking", role: "alertdialog", "aria-labelledby": "asked" });
  private readonly composer: Composer;
  private readonly thread: Thread;
  readonly conversation: Conversation;
  private isOpen = false;
  private notice = ""; // that nobody is there to answer but the bot
  private noticeIn = ""; // the language in which it was asked for

  constructor(private readonly settings: Settings, base: URL, private readonly tell: Told) {
    begin([settings.language, settings.isPage ? null : document.documentElement.lang, ...navigator.languages].filter((name): name is string => Boolean(name)));
    const send = (body: Body, shown: Shown) => this.send(body, shown);
    this.panel = element(settings.isPage ? "main" : "section", { id: "panel", ...(settings.isPage ? {} : { role: "dialog", "aria-modal": "false" }) });
    this.heading = element(settings.isPage ? "h1" : "h2", { id: "heading" });
    this.conversation = new Conversation(new Channel(base), {
      changed: () => this.show(),
      progressed: (exchange: Exchange) => this.thread.showProgress(exchange),
      spoke: () => this.speak(),
      answered: (messages, isNew) => this.answered(messages, isNew),
    });
    this.composer = new Composer(send, (text) => this.conversation.say(text, true), this.panel);
    this.thread = new Thread(this.log, this.said, {
      send,
      again: (id) => this.conversation.again(id),
      address: (path) => this.conversation.channel.address(path),
      productPage: (card) => this.productPage(card),
      heading: settings.isPage ? "h2" : "h3",
    });
    this.conversation.opening = settings.opening;
    this.conversation.product = settings.product;
    this.build();
    this.speak();
  }

  /** Put the chat onto the page, and read what was said before. */
  begin(): void {
    document.body.append(this.host);
    if (this.settings.isPage) this.open();
    else if (session.wasOpen() && matchMedia("(min-width: 481px)").matches) this.open(false);
    void this.conversation.begin(this.settings.customerToken);
    this.offerHelp();
  }

  open(withFocus = true): void {
    const was = this.isOpen;
    this.isOpen = true;
    this.teaser.hidden = true;
    session.keepOpen(true);
    this.show();
    this.thread.toEnd();
    if (withFocus && !matchMedia("(pointer: coarse)").matches) this.composer.focus();
    if (!was) this.tell("open");
    void this.learn();
  }

  /** Learn whether people of the shop are there just now. */
  private async learn(): Promise<void> {
    if (this.noticeIn === current) return;
    this.noticeIn = current;
    this.notice = (await this.conversation.channel.about())?.notice || "";
    this.show();
  }

  close(): void {
    if (!this.isOpen || this.settings.isPage) return;
    this.isOpen = false;
    session.keepOpen(false);
    this.showMenu(false);
    this.show();
    this.launcher.focus({ preventScroll: true });
    this.tell("close");
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  send(body: Body, shown: Shown): void {
    this.conversation.send(body, shown);
    this.thread.toEnd();
    this.tell("message", { from: "shopper", text: shown.text });
    if (!matchMedia("(pointer: coarse)").matches && this.isOpen) this.composer.focus();
  }

  private build(): void {
    this.dress();
    const { isPage, side, scheme, logo } = this.settings;
    this.host.dataset.side = side;
    if (isPage) this.host.dataset.mode = "page";
    if (scheme) this.host.dataset.scheme = scheme;
    const address = logo ? safeAddress(logo) : null;
    const mark = address ? element("img", { class: "logo", src: address, alt: "" }) : element("span", { class: "mark", "aria-hidden": "true" });
    const header = element("header", {}, mark, this.heading, this.opener, isPage ? null : this.closer);
    this.panel.setAttribute("aria-labelledby", "heading");
    this.panel.append(header, this.menu, this.state, this.log, this.asking, this.typing, this.composer.form);
    this.menu.hidden = this.asking.hidden = this.typing.hidden = this.state.hidden = this.teaser.hidden = this.badge.hidden = true;
    this.panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      if (!this.menu.hidden) {
        this.showMenu(false);
        this.opener.focus();
      } else {
        this.close();
      }
    });
    this.launcher.append(icon("chat"), this.badge);
    if (isPage) this.root.append(this.panel);
    else this.root.append(element("div", { id: "corner", role: "region" }, this.teaser, this.panel, this.launcher));
  }

  /** Style the shadow root by a sheet of its own, which a policy of the page against inline styles does not concern. */
  private dress(): void {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      this.root.adoptedStyleSheets = [sheet];
    } catch {
      this.root.append(element("style", {}, style));
    }
  }

  /** Write everything in the language of now. */
  private speak(): void {
    const title = this.settings.title || T.title;
    this.host.lang = current;
    this.heading.textContent = title;
    this.root.getElementById("corner")?.setAttribute("aria-label", title);
    this.log.setAttribute("aria-label", T.log);
    this.words.textContent = T.typing;
    for (const [item, text] of [[this.opener, T.menu], [this.closer, T.close]] as const) {
      item.setAttribute("aria-label", text);
      item.title = text;
    }
    this.menu.replaceChildren(...([
      ["new", T.fresh, () => this.startAnew()], ["rate", T.rate, () => this.askForRating()], ["download", T.download, () => this.download()],
      ["erase", T.erase, () => this.askToErase()], ["out", T.signOut, () => void this.signOut()],
    ] as const).map(([id, text, act]) => element("li", {}, button({ id }, () => {
      this.showMenu(false);
      act();
    }, text))));
    this.composer.speak();
    this.thread.forget();
    if (this.isOpen) void this.learn();
    if (this.settings.isPage) {
      document.documentElement.lang = current;
      document.title = title;
    }
    this.show();
  }

  private show(): void {
    if (!this.thread) return; // something is told while this is being made
    const { conversation } = this;
    this.panel.hidden = !this.isOpen;
    this.host.toggleAttribute("data-open", this.isOpen);
    this.thread.render(conversation.exchanges);
    const hasBegun = conversation.isBusy && this.typing.hidden;
    this.typing.hidden = !conversation.isBusy;
    this.log.setAttribute("aria-busy", String(conversation.isBusy));
    if (hasBegun && this.isOpen) this.thread.toEnd();
    const told = conversation.isAway ? T.offlineNow : conversation.person ? T.person(conversation.person) : this.notice;
    this.state.hidden = !told;
    if (this.state.textContent !== told) this.state.textContent = told;
    this.count();
  }

  private count(): void {
    const { answers } = this.conversation;
    if (this.isOpen && !document.hidden) session.see(answers);
    const unread = this.isOpen ? 0 : Math.max(0, answers - session.seen());
    if (this.badge.textContent !== String(unread)) {
      this.badge.textContent = String(unread);
      this.tell("unread", { count: unread });
    }
    this.badge.hidden = !unread;
    this.launcher.setAttribute("aria-expanded", String(this.isOpen));
    const label = this.isOpen ? T.close : T.open;
    this.launcher.setAttribute("aria-label", unread ? `${label} (${T.unread(unread)})` : label);
  }

  private answered(messages: Message[], isNew: boolean): void {
    if (!isNew) return;
    for (const message of messages) {
      this.tell("message", { from: message.person ? "person" : "bot", text: message.text || "", payload: message.custom || null });
      if (message.custom?.type === "cart") this.tell("cart", { total: message.custom.total, lines: message.custom.lines });
    }
  }

  private productPage(card: Card): string | null {
    const named = card.url || this.settings.productUrl?.replace("{id}", encodeURIComponent(card.id || "")).replace("{sku}", encodeURIComponent(card.sku || ""));
    return named ? safeAddress(named) : null;
  }

  private showMenu(isShown: boolean): void {
    this.menu.hidden = !isShown;
    this.opener.setAttribute("aria-expanded", String(isShown));
    if (isShown) this.menu.querySelector("button")?.focus();
  }

  private startAnew(): void {
    this.conversation.startAnew();
    this.composer.focus();
  }

  private async signOut(): Promise<void> {
    try {
      await this.conversation.signOut();
      this.tell("signedout");
    } catch (error) {
      this.conversation.say(error instanceof Error ? error.message : T.unknown, true);
    }
  }

  private download(): void {
    const file = new Blob([this.conversation.asText()], { type: "text/plain;charset=utf-8" });
    const link = element("a", { href: URL.createObjectURL(file), download: `chat-${new Date().toISOString().slice(0, 10)}.txt` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  private askToErase(): void {
    const keep = button({}, () => this.endAsking(), T.no);
    const erase = button({ id: "sure" }, async () => {
      this.endAsking();
      if (!(await this.conversation.erase())) this.conversation.say(T.notErased, true);
    }, T.yes);
    this.ask(T.eraseSure, [keep, erase]);
  }

  private askForRating(): void {
    const stars = [1, 2, 3, 4, 5].map((rating) => button({ class: "star", "aria-label": T.rating(rating) }, () => {
      this.endAsking();
      this.send({ payload: `/give_details${JSON.stringify({ rating, choice: "chat" })}` }, { text: "★".repeat(rating) });
    }, "★"));
    this.ask(T.rateHow, [...stars, button({ class: "quiet" }, () => this.endAsking(), T.notNow)]);
  }

  private ask(question: string, choices: HTMLButtonElement[]): void {
    this.asking.replaceChildren(element("p", { id: "asked" }, question), ...choices);
    this.asking.hidden = false;
    choices[0]?.focus();
  }

  private endAsking(): void {
    this.asking.hidden = true;
    this.asking.replaceChildren();
    this.composer.focus();
  }

  /** Offer help once, where the shop wants that and the shopper has not declined it. */
  private offerHelp(): void {
    const { offerAfterS, isPage } = this.settings;
    if (!offerAfterS || isPage || session.isQuiet()) return;
    setTimeout(() => {
      if (this.isOpen || session.isQuiet() || this.conversation.answers) return;
      session.keepQuiet();
      this.teaser.replaceChildren(button({ class: "quiet" }, () => this.open(), T.offer),
        button({ class: "icon", "aria-label": T.notNow, title: T.notNow }, () => { this.teaser.hidden = true; }, icon("close")));
      this.teaser.hidden = false;
      this.tell("offer");
    }, 1000 * offerAfterS);
  }
}
