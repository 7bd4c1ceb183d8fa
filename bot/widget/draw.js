/* Draws what was said: bubbles, cards, comparisons, buttons. */
import { T } from "./language.js";

const LONGEST_ADDRESS = 60;
const EDGE = 8;  // pixels within which a list counts as scrolled to its end
const log = document.getElementById("log");
const list = document.getElementById("said");

let send = () => {};

/** Let buttons and cards send what they stand for by `handler`. */
export function onTap(handler) { send = handler; }

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function clear() { list.replaceChildren(); }

export function drawOwn(shown) {
  const bubble = element("div", { class: "bubble" });
  if (shown.picture) bubble.append(element("img", { src: shown.picture, alt: T.sentPhoto, class: "own-photo" }));
  if (shown.words || !shown.picture) bubble.append(shown.words || shown.text);
  return addItem("you", T.you, bubble);
}

export function drawAnswer(messages, isNew) {
  const parts = [];
  const buttons = [];
  for (const message of messages) {
    if (message.text) parts.push(element("div", { class: "bubble" }, ...withLinks(message.text)));
    if (message.image) parts.push(picture(message.image, "", "shown"));
    const custom = message.custom || {};
    if (custom.type === "products") parts.push(products(custom.items || []));
    if (custom.type === "comparison") parts.push(comparison(custom));
    if (custom.type === "picture") parts.push(figure(custom));
    if (custom.type === "reviews") parts.push(reviews(custom.items || []));
    buttons.push(...(message.buttons || []));
  }
  if (isNew && buttons.length) parts.push(buttonRow(buttons));
  const item = addItem("bot", T.bot, ...parts);
  if (isNew) item.scrollIntoView({ block: item.offsetHeight > log.clientHeight ? "start" : "nearest" });
}

export function drawProblem(text, retry) {
  const again = element("button", { type: "button" }, T.again);
  const item = addItem("problem", T.bot, element("div", { class: "bubble", role: "alert" }, text), retry ? again : null);
  again.addEventListener("click", () => {
    if (retry()) item.remove();
  });
  toEnd();
}

export function addItem(kind, speaker, ...parts) {
  const item = element("li", { class: kind }, element("span", { class: "hidden" }, `${speaker}: `), ...parts);
  list.append(item);
  toEnd();
  return item;
}

function products(items) {
  const cards = element("ul", { class: "cards", tabindex: "0", "aria-label": T.products });
  for (const item of items) cards.append(product(item));
  const arrows = [[-1, "‹", T.earlier], [1, "›", T.later]].map(([step, sign, label]) => {
    const arrow = element("button", { type: "button", class: step < 0 ? "arrow earlier" : "arrow later", "aria-label": label }, sign);
    arrow.addEventListener("click", () => cards.scrollBy({ left: step * cards.clientWidth * 0.8 }));
    return arrow;
  });
  const update = () => {
    const end = cards.scrollWidth - cards.clientWidth;
    arrows[0].hidden = cards.scrollLeft < EDGE;
    arrows[1].hidden = cards.scrollLeft > end - EDGE;
  };
  cards.addEventListener("scroll", update, { passive: true });
  new ResizeObserver(update).observe(cards);
  return element("div", { class: "carousel" }, cards, ...arrows);
}

function product(item) {
  const card = element("li", { class: "card" });
  card.append(item.image ? picture(item.image, "", "card-photo") : element("div", { class: "card-photo" }));
  const facts = element("div", { class: "facts" }, element("h2", {}, String(item.title || "")));
  const price = element("p", { class: "price" }, element("strong", {}, String(item.price ?? "")));
  if (item.old_price) price.append(" ", element("s", { "aria-label": `${T.was} ${item.old_price}` }, String(item.old_price)));
  facts.append(price);
  if (item.rating) facts.append(stars(item.rating, item.reviews));
  if (item.stock) facts.append(element("p", { class: "stock" }, String(item.stock)));
  if (item.reason) facts.append(element("p", { class: "reason" }, String(item.reason)));
  if (item.id) {
    const more = element("button", { type: "button", "aria-label": `${T.about} ${item.title}` }, T.more);
    const payload = `/product_details${JSON.stringify({ product: item.id })}`;
    more.addEventListener("click", () => send({ payload }, { text: String(item.title) }));
    facts.append(more);
  }
  card.append(facts);
  return card;
}

function stars(rating, count) {
  const text = ` ${rating}${count ? ` (${count})` : ""}`;
  const label = T.rating(rating, count);
  return element("p", { class: "stars" }, element("span", { role: "img", "aria-label": label }, "★"),
    element("span", { "aria-hidden": "true" }, text));
}

function comparison(custom) {
  const items = custom.items || [];
  const head = element("tr", {}, element("td"), ...items.map((item) => element("th", { scope: "col" },
    item.image ? picture(item.image, "", "small-photo") : null, String(item.title || ""))));
  const rows = (custom.rows || []).map((row) => element("tr", {}, element("th", { scope: "row" }, String(row.name || "")),
    ...(row.values || []).map((value) => element("td", {}, String(value)))));
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
  const framed = element("div", { class: "table", tabindex: "0", role: "region", "aria-label": T.comparison }, table);
  framed.style.setProperty("--columns", String(items.length));
  return framed;
}

function figure(custom) {
  const src = `pictures/${encodeURIComponent(String(custom.name || "").split("/").pop())}`;
  return element("img", { src, alt: String(custom.alt || ""), class: "shown", decoding: "async" });
}

/** What reviewers say: a card for each product, with its rating bars and what they praise and blame. */
function reviews(items) {
  return element("div", { class: "reviews" }, ...items.map((item) => element("section", { class: "rated" },
    element("h2", {}, String(item.title || "")), item.average ? stars(item.average, item.count) : null,
    element("ul", { class: "bars" }, ...(item.bars || []).map(ratingBar)),
    element("ul", { class: "points" }, ...(item.points || []).map(reviewPoint)))));
}

function ratingBar({ stars: given, count, share }) {
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  const filled = element("span");
  filled.style.width = `${Math.round(100 * Math.min(1, Math.max(0, Number(share) || 0)))}%`;
  bar.append(filled);
  return element("li", {}, element("span", { class: "hidden" }, T.bar(given, count)),
    element("span", { "aria-hidden": "true" }, `${given}★`), bar, element("span", { "aria-hidden": "true" }, String(count)));
}

function reviewPoint({ name, praise, blame, quotes }) {
  const sides = element("span", { class: "sides" }, element("span", { class: "hidden" }, T.sides(praise, blame)),
    element("span", { "aria-hidden": "true" }, [praise ? `+${praise}` : "", blame ? `−${blame}` : ""].filter(Boolean).join(" ")));
  return element("li", {}, element("strong", {}, String(name)), " ", sides, ...(quotes || []).map(reviewQuote));
}

function reviewQuote({ text, stars: given, language }) {
  return element("blockquote", {}, `“${text}”`, " ", element("cite", {}, T.quoted(given, language)));
}

function picture(name, alt, kind) {
  const isAddress = /^https?:\/\//.test(name);
  const src = isAddress ? name : `images/${encodeURIComponent(name.split("/").pop())}`;
  const image = element("img", { src, alt, class: kind, loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.classList.add("gone"));
  return image;
}

function buttonRow(buttons) {
  const row = element("div", { class: "buttons" });
  for (const { title, payload } of buttons) {
    const made = element("button", { type: "button" }, String(title));
    made.addEventListener("click", () => send({ payload: String(payload) }, { text: String(title) }));
    row.append(made);
  }
  return row;
}

/** Buttons belong to the latest answer: what they would do may no longer hold later. */
export function dropButtons() {
  log.querySelectorAll(".buttons").forEach((row) => row.remove());
}

function withLinks(text) {
  return String(text).split(/(https?:\/\/[^\s<>"'，。）)]+)/g).map((part, index) => (
    index % 2 ? element("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, shortened(part)) : part
  ));
}

/** A signed link is longer than anybody reads: its site and path say where it leads. */
function shortened(address) {
  return address.length > LONGEST_ADDRESS ? `${address.split("?")[0].slice(0, LONGEST_ADDRESS)}…` : address;
}

export function toEnd() {
  log.scrollTop = log.scrollHeight;
}
