/** Draws what a message carries besides its text: cards, comparisons, reviews, orders, carts, figures. */
import { button, element, hidden, safeAddress } from "./dom";
import { T } from "./language";
import type { Body, Card, OrderStep, Payload, Rated, Shown } from "./types";

const EDGE = 8; // pixels within which a list counts as scrolled to its end

/** What drawing needs to know: how to send what is tapped, and where things are. */
export interface Desk {
  send(body: Body, shown: Shown): void;
  /** The address of a file of the web channel. */
  address(path: string): string;
  /** The address of a product's page in the shop, where the shop has said how they are named. */
  productPage(card: Card): string | null;
  /** The heading of a card: one level below that of the chat. */
  readonly heading: "h2" | "h3";
}

export function drawPayload(custom: Payload, desk: Desk): HTMLElement | null {
  const items = Array.isArray(custom.items) ? custom.items : [];
  switch (custom.type) {
    case "products": return products(items as Card[], desk);
    case "comparison": return comparison(items as Card[], custom.rows as never, desk);
    case "reviews": return element("div", { class: "reviews" }, ...(items as Rated[]).map((item) => rated(item, desk)));
    case "picture": return figure(custom, desk);
    case "order": return order(custom, desk);
    case "cart": return element("p", { class: "chip" }, T.cart(String(custom.total), Number(custom.lines)));
    case "link": return link(custom);
    default: return null;
  }
}

function products(items: Card[], desk: Desk): HTMLElement {
  const cards = element("ul", { class: "cards", tabindex: 0, "aria-label": T.products }, ...items.map((item) => product(item, desk)));
  const arrow = (step: number, sign: string, label: string) => button(
    { class: step < 0 ? "arrow earlier" : "arrow later", "aria-label": label },
    () => cards.scrollBy({ left: step * cards.clientWidth * 0.8 * (isRightToLeft(cards) ? -1 : 1) }), sign,
  );
  const [earlier, later] = [arrow(-1, "‹", T.earlier), arrow(1, "›", T.later)];
  const update = () => {
    const [at, end] = [Math.abs(cards.scrollLeft), cards.scrollWidth - cards.clientWidth];
    earlier.hidden = at < EDGE;
    later.hidden = at > end - EDGE;
  };
  cards.addEventListener("scroll", update, { passive: true });
  new ResizeObserver(update).observe(cards);
  return element("div", { class: "carousel" }, cards, earlier, later);
}

function isRightToLeft(of: HTMLElement): boolean {
  return getComputedStyle(of).direction === "rtl";
}

function product(item: Card, desk: Desk): HTMLElement {
  const title = String(item.title ?? "");
  const page = desk.productPage(item);
  const photo = item.image ? picture(item.image, "card-photo", desk) : element("div", { class: "card-photo" });
  const facts = element("div", { class: "facts" },
    element(desk.heading, {}, page ? element("a", { href: page }, title) : title),
    element("p", { class: "price" }, element("strong", {}, String(item.price ?? "")),
      item.old_price ? " " : null, item.old_price ? element("s", { "aria-label": `${T.was} ${item.old_price}` }, String(item.old_price)) : null),
    item.rating ? stars(item.rating, item.reviews) : null,
    item.stock ? element("p", { class: "stock" }, String(item.stock)) : null,
    item.reason ? element("p", { class: "reason" }, String(item.reason)) : null);
  if (item.id) {
    facts.append(element("div", { class: "acts" },
      button({ "aria-label": `${T.about} ${title}` }, () => desk.send({ payload: tap("product_details", item.id) }, { text: title }), T.more),
      button({ class: "buy", "aria-label": `${T.buyOf} ${title}` },
        () => desk.send({ payload: tap("cart_add", item.id) }, { text: `${T.buyOf} ${title}` }), T.buy)));
  }
  return element("li", { class: "card" }, photo, facts);
}

function tap(intent: string, product: unknown): string {
  return `/${intent}${JSON.stringify({ product })}`;
}

function stars(rating: number, count?: number): HTMLElement {
  return element("p", { class: "stars" }, element("span", { role: "img", "aria-label": T.rating(rating, count) }, "★"),
    element("span", { "aria-hidden": "true" }, ` ${rating}${count ? ` (${count})` : ""}`));
}

function comparison(items: Card[], rows: { name: string; values: string[] }[] = [], desk: Desk): HTMLElement {
  const head = element("tr", {}, element("td"), ...items.map((item) => {
    const page = desk.productPage(item);
    const title = String(item.title ?? "");
    return element("th", { scope: "col" }, item.image ? picture(item.image, "small-photo", desk) : null, page ? element("a", { href: page }, title) : title);
  }));
  const body = rows.map((row) => element("tr", {}, element("th", { scope: "row" }, String(row.name ?? "")),
    ...(row.values || []).map((value) => element("td", {}, String(value)))));
  const framed = element("div", { class: "table", tabindex: 0, role: "region", "aria-label": T.comparison },
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...body)));
  framed.style.setProperty("--columns", String(items.length));
  return framed;
}

/** What reviewers say: a card for each product, with its rating bars and what they praise and blame. */
function rated(item: Rated, desk: Desk): HTMLElement {
  return element("section", { class: "rated" }, element(desk.heading, {}, String(item.title ?? "")), item.average ? stars(item.average, item.count) : null,
    element("ul", { class: "bars" }, ...(item.bars || []).map(({ stars: given, count, share }) => {
      const filled = element("span");
      filled.style.width = `${Math.round(100 * Math.min(1, Math.max(0, Number(share) || 0)))}%`;
      return element("li", {}, hidden(T.bar(given, count)), element("span", { "aria-hidden": "true" }, `${given}★`),
        element("span", { class: "bar", "aria-hidden": "true" }, filled), element("span", { "aria-hidden": "true" }, String(count)));
    })),
    element("ul", { class: "points" }, ...(item.points || []).map(({ name, praise, blame, quotes }) => element("li", {},
      element("strong", {}, String(name)), " ", element("span", { class: "sides" }, hidden(T.sides(praise, blame)),
        element("span", { "aria-hidden": "true" }, [praise ? `+${praise}` : "", blame ? `−${blame}` : ""].filter(Boolean).join(" "))),
      ...(quotes || []).map((quote) => element("blockquote", { dir: "auto" }, `“${quote.text}”`, " ", element("cite", {}, T.quoted(quote.stars, quote.language))))))));
}

function order(custom: Payload, desk: Desk): HTMLElement {
  const lines = (Array.isArray(custom.lines) ? custom.lines : []) as { title: string; price: string; image?: string | null }[];
  const steps = (Array.isArray(custom.steps) ? custom.steps : []) as OrderStep[];
  return element("section", { class: "rated order" }, element(desk.heading, {}, T.order(String(custom.number)), " ", element("span", { class: "chip" }, String(custom.status))),
    steps.length ? element("ol", { class: "steps" }, ...steps.map(step)) : null,
    element("ul", { class: "lines" }, ...lines.map((line) => element("li", {}, line.image ? picture(line.image, "small-photo", desk) : null,
      element("span", {}, String(line.title)), element("span", {}, String(line.price))))),
    element("p", { class: "sum" }, element("span", {}, T.total), element("strong", {}, String(custom.total))));
}

function step({ name, at, state }: OrderStep): HTMLElement {
  const known = state === "done" || state === "now" ? state : "next";
  return element("li", { class: known, "aria-current": known === "now" ? "step" : null }, String(name), hidden(` (${T[known]})`),
    at ? element("small", {}, String(at)) : null);
}

function link(custom: Payload): HTMLElement | null {
  const address = safeAddress(custom.url);
  return address ? element("a", { class: "follow", href: address, target: "_blank", rel: "noopener noreferrer" }, T.follow) : null;
}

function figure(custom: Payload, desk: Desk): HTMLElement {
  const name = String(custom.name ?? "").split("/").pop() ?? "";
  return element("img", { src: desk.address(`pictures/${encodeURIComponent(name)}`), alt: String(custom.alt ?? ""), class: "shown", decoding: "async" });
}

export function picture(name: string, kind: string, desk: Desk): HTMLElement {
  const src = /^https?:\/\//.test(name) ? name : desk.address(`images/${encodeURIComponent(name.split("/").pop() ?? "")}`);
  const image = element("img", { src, alt: "", class: kind, loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.classList.add("gone"));
  return image;
}
